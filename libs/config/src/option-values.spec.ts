import { describe, expect, it } from 'vitest'
import { clusterSources } from './cluster-source.js'
import { databaseUrl } from './database-url.js'
import { networkRange } from './network-range.js'
import { list, type OptionType } from './option-type.js'
import { byteSize, duration, wholeNumber } from './quantity.js'
import { listenAddress, socketText, upstreamChoice } from './socket-address.js'

/** What a text gives: the value, or the words that refuse it. */
function outcome(type: OptionType<unknown>, text: string): unknown {
  const parsed = type.parse(text)
  return 'value' in parsed ? parsed.value : `refused: it ${parsed.wrong}`
}

describe('listenAddress', () => {
  it.each<[string, unknown]>([
    ['127.0.0.1:1053', { host: '127.0.0.1', port: 1053 }],
    ['[::1]:53', { host: '::1', port: 53 }],
    ['[2001:DB8:0::1]:53', { host: '2001:db8::1', port: 53 }],
    ['localhost:8080', { host: '127.0.0.1', port: 8080 }],
    ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
    [':8080', 'refused: it names no address: write 127.0.0.1:8080, or 0.0.0.0:8080 or [::]:8080 for all addresses'],
    ['8080', 'refused: it is not address:port, such as 127.0.0.1:8080 or [::1]:8080'],
    ['::1', 'refused: it is not address:port, such as 127.0.0.1:8080 or [::1]:8080'],
    ['example.com:53', 'refused: it has "example.com", which is no IP address such as 127.0.0.1 or [::1]'],
    ['127.0.0.1:65536', 'refused: it has port "65536", which is not 0 to 65535'],
    ['127.0.0.1:dns', 'refused: it has port "dns", which is not 0 to 65535'],
    ['127.0.0.1:', 'refused: it has port "", which is not 0 to 65535'],
    ['127.0.0.01:53', 'refused: it has "127.0.0.01", which is no IP address such as 127.0.0.1 or [::1]'],
  ])('%s', (text, expected) => {
    expect(outcome(listenAddress, text)).toEqual(expected)
  })

  it.each(['127.0.0.1:53', '[::1]:53', '[fd00::a]:0'])('%s is written as it is read', (text) => {
    const parsed = listenAddress.parse(text)
    expect('value' in parsed && socketText(parsed.value)).toBe(text)
  })
})

describe('wholeNumber', () => {
  it.each<[string, unknown]>([
    ['0', 0],
    [' 256 ', 256],
    ['257', 'refused: it is no whole number from 0 to 256'],
    ['-1', 'refused: it is no whole number from 0 to 256'],
    ['1.5', 'refused: it is no whole number from 0 to 256'],
    ['', 'refused: it is no whole number from 0 to 256'],
  ])('%j', (text, expected) => {
    expect(outcome(wholeNumber(0, 256), text)).toEqual(expected)
  })
})

describe('upstreamChoice', () => {
  it.each<[string, unknown]>([
    ['9.9.9.9', { host: '9.9.9.9', port: 53 }],
    ['9.9.9.9:5353', { host: '9.9.9.9', port: 5353 }],
    ['2620:fe::fe', { host: '2620:fe::fe', port: 53 }],
    ['[2620:fe::fe]', { host: '2620:fe::fe', port: 53 }],
    ['[2620:fe::fe]:853', { host: '2620:fe::fe', port: 853 }],
    ['9.9.9.9:0', 'refused: it has port 0, which nobody can be asked at'],
    ['/etc/resolv.conf', { file: '/etc/resolv.conf' }],
    ['resolv.conf', 'refused: it has "resolv.conf", which is no IP address such as 127.0.0.1 or [::1]'],
  ])('%s', (text, expected) => {
    expect(outcome(upstreamChoice, text)).toEqual(expected)
  })
})

describe('clusterSources', () => {
  it.each<[string, unknown]>([
    ['manifests:a', [{ kind: 'manifests', paths: ['a'], text: 'manifests:a' }]],
    ['manifests:a, b/c.yaml', [{ kind: 'manifests', paths: ['a', 'b/c.yaml'], text: 'manifests:a, b/c.yaml' }]],
    ['kubernetes', [{ kind: 'kubernetes', text: 'kubernetes' }]],
    ['lab=kubernetes', [{ name: 'lab', kind: 'kubernetes', text: 'kubernetes' }]],
    [
      'feed:https://ns.example/feed?a=b',
      [{ kind: 'feed', url: 'https://ns.example/feed?a=b', text: 'feed:https://ns.example/feed?a=b' }],
    ],
    [
      'blue=manifests:x=y;green=kubernetes',
      [
        { name: 'blue', kind: 'manifests', paths: ['x=y'], text: 'manifests:x=y' },
        { name: 'green', kind: 'kubernetes', text: 'kubernetes' },
      ],
    ],
    [
      'kubernetes;b=manifests:x',
      'refused: it has several clusters, of which "kubernetes" has no name: write NAME=kubernetes',
    ],
    ['a=kubernetes;a=manifests:x', 'refused: it gives the name "a" to two clusters'],
    ['A b=kubernetes', 'refused: it names a cluster "A b": a name is lower-case letters, digits, "-", "." and "_"'],
    [
      './web.yaml',
      'refused: it has "./web.yaml", which is not manifests:PATH[,PATH], kubernetes, or feed:URL; for files write manifests:./web.yaml',
    ],
    ['kubernetes:lab', 'refused: it has "kubernetes:lab", which is not manifests:PATH[,PATH], kubernetes, or feed:URL'],
    ['manifests:', 'refused: it has an empty path: write manifests:PATH[,PATH]'],
    ['feed:ns.example', 'refused: it has the feed address "ns.example", which is not an http:// or https:// URL'],
    ['', 'refused: it has "", which is not manifests:PATH[,PATH], kubernetes, or feed:URL'],
  ])('%s', (text, expected) => {
    expect(outcome(clusterSources, text)).toEqual(expected)
  })
})

describe('databaseUrl', () => {
  it.each<[string, unknown]>([
    ['sqlite:data/namescope.db', { dialect: 'sqlite', file: 'data/namescope.db' }],
    ['sqlite:/var/lib/n.db', { dialect: 'sqlite', file: '/var/lib/n.db' }],
    ['sqlite:///var/lib/n.db', { dialect: 'sqlite', file: '/var/lib/n.db' }],
    ['postgres://u:p@db:5432/n', { dialect: 'postgres', url: 'postgres://u:p@db:5432/n' }],
    ['postgresql://db/n', { dialect: 'postgres', url: 'postgresql://db/n' }],
    ['sqlite:', 'refused: it is not sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE'],
    ['data.db', 'refused: it is not sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE'],
  ])('%s', (text, expected) => {
    expect(outcome(databaseUrl, text)).toEqual(expected)
  })
})

describe('quantities and ranges', () => {
  it.each<[string, OptionType<unknown>, string, unknown]>([
    ['duration', duration, '1h', 3_600_000],
    ['duration', duration, '1h30m', 5_400_000],
    ['duration', duration, '1500ms', 1500],
    ['duration', duration, '0s', 0],
    ['duration', duration, '90', 'refused: it is not a duration such as 90s, 1h or 1h30m'],
    ['duration', duration, '-1h', 'refused: it is not a duration such as 90s, 1h or 1h30m'],
    ['duration', duration, '99999999999999999h', 'refused: it is too long a duration'],
    ['bytes', byteSize, '64Mi', 67_108_864],
    ['bytes', byteSize, '1000', 1000],
    ['bytes', byteSize, '0', 'refused: it is not a number of bytes above 0, such as 1048576 or 64Mi'],
    ['bytes', byteSize, '64MB', 'refused: it is not a number of bytes above 0, such as 1048576 or 64Mi'],
    ['range', networkRange, '10.244.7.0/14', '10.244.0.0/14'],
    ['range', networkRange, 'FD00::/48', 'fd00::/48'],
    ['range', networkRange, '10.0.0.0', 'refused: it is not an address range such as 10.96.0.0/12 or fd00:10:96::/112'],
    [
      'range',
      list(networkRange),
      '10.0.0.0/8,x',
      'refused: it holds "x", which is not an address range such as 10.96.0.0/12 or fd00:10:96::/112',
    ],
    ['range', list(networkRange), '10.0.0.0/8,', 'refused: it has an empty item between its commas'],
  ])('%s of %s', (_, type, text, expected) => {
    expect(outcome(type, text)).toEqual(expected)
  })
})
