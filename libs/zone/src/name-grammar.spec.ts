import { describe, expect, it } from 'vitest'
import { parseName, type GrammarOptions, type NameMeaning } from './name-grammar.js'

const PLAIN: GrammarOptions = { multicluster: false, zonal: false }
const ZONAL: GrammarOptions = { multicluster: false, zonal: true }
const MULTICLUSTER: GrammarOptions = { multicluster: true, zonal: true }
const WEB = { kind: 'service', namespace: 'prod', service: 'web' } as const
const TOO_MANY: NameMeaning = { kind: 'unknown', why: 'too-many-labels' }

describe('a name of the cluster', () => {
  it.each<[string, GrammarOptions, NameMeaning]>([
    ['', PLAIN, { kind: 'node' }],
    ['svc.', PLAIN, { kind: 'node' }],
    ['pod.', PLAIN, { kind: 'node' }],
    ['dns-version.', PLAIN, { kind: 'dns-version' }],
    ['a.dns-version.', PLAIN, { kind: 'unknown', why: 'not-svc-or-pod' }],
    ['ns.dns.', PLAIN, { kind: 'name-server' }],
    ['dns.', PLAIN, { kind: 'unknown', why: 'not-svc-or-pod' }],
    ['ns2.dns.', PLAIN, { kind: 'unknown', why: 'not-svc-or-pod' }],
    ['a.ns.dns.', PLAIN, { kind: 'unknown', why: 'not-svc-or-pod' }],
    ['web.prod.', PLAIN, { kind: 'unknown', why: 'not-svc-or-pod' }],
    ['prod.svc.', PLAIN, { kind: 'namespace', tree: 'svc', namespace: 'prod' }],
    ['prod.pod.', PLAIN, { kind: 'namespace', tree: 'pod', namespace: 'prod' }],
    ['web.prod.svc.', PLAIN, WEB],
    ['db-0.web.prod.svc.', PLAIN, { ...WEB, endpoint: 'db-0' }],
    ['_http._tcp.web.prod.svc.', PLAIN, { ...WEB, port: 'http', protocol: 'tcp' }],
    ['http.tcp.web.prod.svc.', PLAIN, { ...WEB, port: 'http', protocol: 'tcp' }],
    ['a._http._tcp.web.prod.svc.', PLAIN, TOO_MANY],
    ['10-0-0-1.prod.pod.', PLAIN, { kind: 'pod', namespace: 'prod', label: '10-0-0-1' }],
    ['a.b.10-0-0-1.prod.pod.', PLAIN, { kind: 'pod', namespace: 'prod', label: '10-0-0-1' }],
    ['a.b.c.10-0-0-1.prod.pod.', PLAIN, TOO_MANY],
    ['db-0.c1.web.prod.svc.', MULTICLUSTER, { ...WEB, endpoint: 'db-0', cluster: 'c1' }],
    ['_http._tcp.web.prod.svc.', MULTICLUSTER, { ...WEB, port: 'http', protocol: 'tcp' }],
    ['a.pin._zone.web.prod.svc.', ZONAL, { ...WEB, topology: { mode: 'pin', zone: 'a' } }],
    ['a.b.prefer._zone.web.prod.svc.', ZONAL, { ...WEB, topology: { mode: 'prefer', zone: 'a.b' } }],
    ['a.near._zone.web.prod.svc.', ZONAL, { kind: 'unknown', why: 'zonal' }],
    ['a.pin._zone.web.prod.pod.', ZONAL, TOO_MANY],
    ['a.pin._zone.web.prod.svc.', PLAIN, TOO_MANY],
    ['a.pin._zone.web.prod.svc.', MULTICLUSTER, TOO_MANY],
    // Without a zone there is nothing zonal about it.
    ['pin._zone.web.prod.svc.', ZONAL, { ...WEB, port: 'pin', protocol: 'zone' }],
    ['_zone.web.prod.svc.', ZONAL, { ...WEB, endpoint: '_zone' }],
    // A dot inside a label parts nothing.
    [String.raw`db\.0.web.prod.svc.`, PLAIN, { ...WEB, endpoint: String.raw`db\.0` }],
    [String.raw`a\.web.prod.svc.`, PLAIN, { ...WEB, service: String.raw`a\.web` }],
    [String.raw`a\\.web.prod.svc.`, PLAIN, { ...WEB, endpoint: String.raw`a\\` }],
  ])('%s with %j', (labels, options, meaning) => {
    expect(parseName(`${labels}cluster.local.`, 'cluster.local.', options)).toEqual(meaning)
    expect(parseName(labels || '.', '.', options)).toEqual(meaning)
  })
})
