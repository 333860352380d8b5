import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FieldReader } from './field-reader.js'
import { referencedHosts } from './referenced-hosts.js'

const hostsOf = (...containers: object[]) =>
  referencedHosts(containers.flatMap((container) => FieldReader.of(container) ?? []))
const fromEnv = (value: string, name = 'TARGET') => hostsOf({ env: [{ name, value }] })

describe('host names found in values', () => {
  it.each([
    ['redis.cache.svc.cluster.local', ['redis.cache.svc.cluster.local']],
    ['redis.cache', ['redis.cache']],
    ['api.example.com.', ['api.example.com']],
    ['redis:6379', ['redis']],
    ['redis.cache:6379', ['redis.cache']],
    ['http://redis', ['redis']],
    ['https://API.Example.com/v1?x=y', ['api.example.com']],
    ['postgres://user:p@ss@db.shop:5432/x', ['db.shop']],
    ['redis://:hunter2@cache/0', ['cache']],
    ['mongodb://u:p@a-0.mongo:27017,a-1.mongo:27017/db', ['a-0.mongo', 'a-1.mongo']],
    ['http://etcd-0:2379,http://etcd-1:2379', ['etcd-0', 'etcd-1']],
    ['kafka-0.kafka:9092,kafka-1.kafka:9092', ['kafka-0.kafka', 'kafka-1.kafka']],
    ['a.example.com,b.example.com', ['a.example.com', 'b.example.com']],
    ['jdbc:mysql://mysql:3306/orders?useSSL=false', ['mysql']],
    ['until nslookup db.shop.svc.cluster.local; do sleep 2; done', ['db.shop.svc.cluster.local']],
    ['wget -O- http://web.shop.svc/health && nc -z cache:6379', ['web.shop.svc', 'cache']],
    ['web.shop.svc/path', ['web.shop.svc']],
  ])('%s', (value, expected) => {
    expect(new Set(fromEnv(value))).toEqual(new Set(expected))
  })

  it.each([
    'production',
    'localhost:8080',
    'http://localhost/',
    '10.0.0.1:80',
    'http://10.0.0.1:80/',
    'http://[fd00::1]:80/',
    '0.0.0.0',
    'v1.28.0',
    '1.27-alpine',
    '10:30',
    'redis:99999',
    'config.yaml',
    '/etc/coredns/Corefile',
    'user@example.com',
    'S3cret.Pass.Word',
    'eyJhbGciOi.eyJzdWIi.c2lnbmF0',
    'we call out to shop.example.com daily',
    '$(HOST).shop.svc:80',
    'http://$(HOST)/',
    'a..b:80',
    '',
  ])('nothing in %s', (value) => {
    expect(fromEnv(value)).toEqual([])
  })

  it('takes of variables that sound secret only the host of a URL', () => {
    expect(fromEnv('hunter2.example', 'DB_PASSWORD')).toEqual([])
    expect(fromEnv('hunter2:443', 'API_KEY')).toEqual([])
    expect(fromEnv('amqp://u:p@mq.shop', 'BROKER_SECRET')).toEqual(['mq.shop'])
  })

  it('reads arguments and commands, flags included', () => {
    expect(
      hostsOf({ command: ['proxy', '--upstream=web.shop:80'], args: ['-addr', 'cache.shop.svc', '--level=debug'] }),
    ).toEqual(['web.shop', 'cache.shop.svc'])
  })

  it('keeps each host once, and at most 64', () => {
    const many = Array.from({ length: 100 }, (_, i) => `h${i}.example.com`).join(',')
    expect(hostsOf({ env: [{ name: 'A', value: many }] }, { args: [many] })).toHaveLength(64)
    expect(hostsOf({ args: ['a.b:1', 'a.b:1'] }, { args: ['a.b:2'] })).toEqual(['a.b'])
  })

  it('gives nothing but host names, however the value is made up', () => {
    const pieces = fc.constantFrom('://', '@', ':', '/', ',', '=', ' ', '.', 'svc', 'Hunter2', 'db', '80', '"', '-')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(fromEnv(parts.join('')).filter((host) => !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host))).toEqual([])
      }),
    )
  })
})
