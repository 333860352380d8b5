import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { cursorRevision, FULL_SCOPE, scopeOf } from '#libs/cluster-model'
import { dataText } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import {
  countRecords,
  listRecords,
  pageRecords,
  parseRecordFilter,
  recordId,
  type RawRecordFilter,
  type RecordPage,
} from '../index.js'

const view = viewOfObjects(SMALL_CLUSTER)

function list(raw: RawRecordFilter, scope = FULL_SCOPE): string[] {
  return [...listRecords(view, parseRecordFilter(raw), scope)].map(
    ({ name, data }) => `${name} ${data.type} ${dataText(data)}`,
  )
}

describe('the inventory', () => {
  it('lists every record in the order namespace, service, owner, type, data', () => {
    expect(list({})).toEqual([
      'dns-version.cluster.local. TXT "1.1.0"',
      '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.0.d.f.ip6.arpa. PTR dual.default.svc.cluster.local.',
      '7.50.96.10.in-addr.arpa. PTR dual.default.svc.cluster.local.',
      '_http._tcp.dual.default.svc.cluster.local. SRV 0 50 80 dual.default.svc.cluster.local.',
      'dual.default.svc.cluster.local. A 10.96.50.7',
      'dual.default.svc.cluster.local. AAAA fd00:96::7',
      '8.50.96.10.in-addr.arpa. PTR plain.default.svc.cluster.local.',
      'plain.default.svc.cluster.local. A 10.96.50.8',
      '100.50.96.10.in-addr.arpa. PTR web.default.svc.cluster.local.',
      '_http._tcp.web.default.svc.cluster.local. SRV 0 100 80 web.default.svc.cluster.local.',
      '_metrics._tcp.web.default.svc.cluster.local. SRV 0 100 9100 web.default.svc.cluster.local.',
      'web.default.svc.cluster.local. A 10.96.50.100',
      '10-1-0-40.prod.pod.cluster.local. A 10.1.0.40',
      'away.prod.svc.cluster.local. CNAME api.example.com.',
      '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR 2001-db8--0.db.prod.svc.cluster.local.',
      '20.0.1.10.in-addr.arpa. PTR db-0.db.prod.svc.cluster.local.',
      '2001-db8--0.db.prod.svc.cluster.local. AAAA 2001:db8::',
      '21.0.1.10.in-addr.arpa. PTR db-1.db.prod.svc.cluster.local.',
      '_sql._tcp.db.prod.svc.cluster.local. SRV 0 33 3306 2001-db8--0.db.prod.svc.cluster.local.',
      '_sql._tcp.db.prod.svc.cluster.local. SRV 0 33 3306 db-0.db.prod.svc.cluster.local.',
      '_sql._tcp.db.prod.svc.cluster.local. SRV 0 33 3306 db-1.db.prod.svc.cluster.local.',
      'db-0.db.prod.svc.cluster.local. A 10.1.0.20',
      'db-1.db.prod.svc.cluster.local. A 10.1.0.21',
      'db.prod.svc.cluster.local. A 10.1.0.20',
      'db.prod.svc.cluster.local. A 10.1.0.21',
      'db.prod.svc.cluster.local. AAAA 2001:db8::',
      'loop.prod.svc.cluster.local. CNAME loop.prod.svc.cluster.local.',
      'near.prod.svc.cluster.local. CNAME web.default.svc.cluster.local.',
    ])
  })

  it.each<[RawRecordFilter, number]>([
    [{ namespace: 'default' }, 11],
    [{ namespace: 'default', service: 'web' }, 4],
    [{ service: 'web' }, 4],
    [{ name: 'DB.prod.svc.cluster.local' }, 3],
    [{ name: '100.50.96.10.in-addr.arpa' }, 1],
    [{ name: '10-1-0-40.prod.pod.cluster.local' }, 1],
    [{ name: 'dns-version.cluster.local' }, 1],
    [{ suffix: 'db.prod.svc.cluster.local' }, 9],
    [{ suffix: 'in-addr.arpa' }, 5],
    [{ type: 'SRV' }, 6],
    [{ type: 'cname', namespace: 'prod' }, 3],
    [{ address: '10.1.0.20' }, 3],
    [{ address: '2001:DB8:0::0' }, 3],
    [{ cidr: '10.96.0.0/16' }, 6],
    [{ cidr: '2001:db8::/32' }, 3],
    [{ source: 'service/prod/db' }, 12],
    [{ source: 'Pod/prod/worker' }, 1],
    [{ label: 'app=web' }, 0],
    [{ namespace: 'nowhere' }, 0],
  ])('%j gives %i records, and counts them', (raw, count) => {
    expect(list(raw)).toHaveLength(count)
    expect(countRecords(view, parseRecordFilter(raw), FULL_SCOPE, 1000)).toEqual({ count, exact: true })
  })

  it('counts any number exactly by arithmetic, and what must be made up to a limit', () => {
    expect(countRecords(view, {}, FULL_SCOPE, 10)).toEqual({ count: 28, exact: true })
    const twice = 'a.:53 {\n kubernetes cluster.local\n}\nb.:53 {\n kubernetes cluster.local\n}\n'
    const overlapping = viewOfObjects(SMALL_CLUSTER, { corefile: twice })
    const all = [...listRecords(overlapping, {}, FULL_SCOPE)].length
    expect(countRecords(overlapping, {}, FULL_SCOPE, 1000)).toEqual({ count: all, exact: true })
    const { count, exact } = countRecords(overlapping, {}, FULL_SCOPE, 10)
    expect(exact).toBe(false)
    expect(count).toBeLessThan(all)
  })

  it('shows a caller what lies in its scope, and the zone itself', () => {
    const records = [...listRecords(view, {}, scopeOf(['prod']))]
    expect(new Set(records.map(({ namespace }) => namespace))).toEqual(new Set([undefined, 'prod']))
    expect(list({ namespace: 'default' }, scopeOf(['prod']))).toEqual([])
    expect(list({ address: '10.96.50.100' }, scopeOf(['prod']))).toEqual([])
    expect(countRecords(view, { namespace: 'default' }, scopeOf(['prod']), 10)).toEqual({ count: 0, exact: true })
  })

  it.each<[RawRecordFilter, string, string]>([
    [{ type: 'NOPE' }, 'invalid-type', 'type'],
    [{ address: '10.0.0.300' }, 'invalid-address', 'address'],
    [{ cidr: '10.0.0.0/33' }, 'invalid-address', 'cidr'],
    [{ source: 'Gadget/x' }, 'invalid-argument', 'source'],
    [{ label: 'a in (b' }, 'invalid-argument', 'label'],
  ])('refuses %j', (raw, code, field) => {
    expect(() => parseRecordFilter(raw)).toThrow(expect.objectContaining({ code, place: { field } }) as NamescopeError)
  })
})

describe('pages', () => {
  it('hold every record once, in order, whatever their size', () => {
    const all = [...listRecords(view, {}, FULL_SCOPE)].map((record) => recordId('small', record))
    for (const first of [1, 3, 7, 100]) {
      const seen: string[] = []
      let page: RecordPage | undefined
      do {
        page = pageRecords(view, {}, FULL_SCOPE, { first, after: page?.endCursor })
        expect(page.cursors).toHaveLength(page.records.length)
        seen.push(...page.records.map(({ id }) => id))
      } while (page.hasNextPage)
      expect(seen).toEqual(all)
    }
  })

  it('are pinned to a revision, a cluster and a scope', () => {
    const { endCursor } = pageRecords(view, {}, FULL_SCOPE, { first: 1 })
    const after = endCursor as string
    expect(cursorRevision(after)).toBe('1.1')
    const later = { ...view, revision: { ...view.revision, number: 2 } }
    for (const use of [
      () => pageRecords(later, {}, FULL_SCOPE, { first: 1, after }),
      () => pageRecords(view, {}, scopeOf(['prod']), { first: 1, after }),
      () => pageRecords(view, {}, FULL_SCOPE, { first: 1, after: 'nonsense' }),
      () => cursorRevision('bm9uc2Vuc2U'),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'invalid-cursor' }) as NamescopeError)
    }
  })
})

describe("a record's id", () => {
  it('is made of its content, without SRV priority and weight', () => {
    const srv = { type: 'SRV', priority: 0, weight: 100, port: 80, target: 'web.' } as const
    expect(recordId('c', { name: 'n.', data: srv })).toBe(recordId('c', { name: 'n.', data: { ...srv, weight: 1 } }))
    expect(recordId('c', { name: 'n.', data: srv })).not.toBe(recordId('d', { name: 'n.', data: srv }))
    expect(recordId('c', { name: 'n.', data: { type: 'A', address: '10.0.0.1' } })).toBe('q5HdQ3v89CsHdoPkiKlMUA')
  })
})
