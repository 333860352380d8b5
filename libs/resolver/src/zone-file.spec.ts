import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, pod, service, slice, viewOfObjects } from '#test/fixtures'
import { FULL_SCOPE, scopeOf } from '#libs/cluster-model'
import { readCorefile } from '#libs/corefile'
import { NamescopeError } from '#libs/errors'
import { listRecords } from '#libs/zone'
import { servedZones, zoneFile } from './index.js'

const view = viewOfObjects([
  ...SMALL_CLUSTER,
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } },
  service('kube-system/kube-dns', { clusterIPs: ['10.96.0.10'], ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] }),
  slice('kube-system/kube-dns-1', {
    service: 'kube-dns',
    ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
    endpoints: [{ addresses: ['10.1.0.2'], conditions: { ready: true } }],
  }),
  pod('kube-system/coredns-1', ['10.1.0.2'], { metadata: { labels: { 'k8s-app': 'kube-dns' } } }),
])

describe('zoneFile', () => {
  it('begins with SOA and name servers, and holds every record of the zone once', () => {
    const [comment, soa, ns, ...records] = [...zoneFile(view, 'Cluster.Local.', FULL_SCOPE)]
    expect(comment).toBe('; cluster.local. of small at revision 1.1')
    expect(soa).toMatch(/^cluster\.local\.\t30\tIN\tSOA\tns\.dns\.cluster\.local\. /)
    expect(ns).toBe('cluster.local.\t30\tIN\tNS\tkube-dns.kube-system.svc.cluster.local.')
    const listed = [...listRecords(view, { suffix: 'cluster.local.' }, FULL_SCOPE)]
    expect(records).toHaveLength(listed.length)
    expect(new Set(records).size).toBe(records.length)
  })

  it('is read back by a parser of master files', () => {
    const text = [...zoneFile(view, 'cluster.local.', FULL_SCOPE)].join('\n')
    const { settings, problems } = readCorefile('cluster.local {\n file db\n}\n', {
      version: '1.15.0',
      origin: { corefile: 'option', version: 'option' },
      assumptions: [],
      files: { db: `${text}\n` },
    })
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const [file] = settings?.servers[0]?.plugins ?? []
    expect(file?.name === 'file' && file.zones[0]?.records).toHaveLength(text.split('\n').length - 1)
  })

  it('leaves out what lies outside the scope', () => {
    const lines = [...zoneFile(view, 'cluster.local.', scopeOf(['prod']))]
    expect(lines.some((line) => line.includes('web.default.svc.cluster.local.\t'))).toBe(false)
    expect(lines.some((line) => line.startsWith('db.prod.svc.cluster.local.\t'))).toBe(true)
  })

  it('names no server that lies outside the scope, and stays a whole zone', () => {
    const [, soa, , ns] = [...zoneFile(view, 'cluster.local.', scopeOf(['prod']))]
    expect(soa).toContain('\tSOA\t')
    expect(ns).toBe('cluster.local.\t0\tIN\tNS\tunknown.invalid.')
    const zones = servedZones(view).map(({ name }) => name)
    for (const zone of zones)
      expect([...zoneFile(view, zone, scopeOf(['prod']))].join()).not.toMatch(/kube-|10\.96\.0\.10/)
  })

  it('gives the name servers of a reverse zone, which lie in it, their addresses', () => {
    const lines = [...zoneFile(view, 'in-addr.arpa.', FULL_SCOPE)]
    expect(lines).toContain('in-addr.arpa.\t30\tIN\tNS\tkube-dns.kube-system.svc.in-addr.arpa.')
    expect(lines).toContain('kube-dns.kube-system.svc.in-addr.arpa.\t30\tIN\tA\t10.96.0.10')
  })

  it('knows the zones, those of names first', () => {
    expect(servedZones(view)).toEqual([
      { name: 'cluster.local.', reverse: false },
      { name: 'in-addr.arpa.', reverse: true },
      { name: 'ip6.arpa.', reverse: true },
    ])
  })

  it('refuses a zone that the cluster does not serve', () => {
    expect(() => zoneFile(view, 'example.com.', FULL_SCOPE)).toThrow(
      expect.objectContaining({ code: 'not-found' }) as NamescopeError,
    )
  })
})
