import { describe, expect, it } from 'vitest'
import { namespace, service, viewOfObjects } from '#test/fixtures'
import { applyChanges, FULL_SCOPE, keyOf, type Endpoint, type EndpointSlice } from '#libs/cluster-model'
import { deltaRecords, type ClusterView } from './index.js'

const SLICES = 20

function endpoint(slice: number, last: number): Endpoint {
  return { addresses: [`10.1.${slice}.${last}`], target: { kind: 'Pod', name: `db-${slice}-${last}` } }
}

/** A slice that counts how often its endpoints are read. */
function counting(slice: number, endpoints: readonly Endpoint[], reads: { count: number }): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    namespace: 'prod',
    name: `db-${slice}`,
    labels: { 'kubernetes.io/service-name': 'db' },
    addressType: 'IPv4',
    ports: [{ name: 'sql', port: 3306, protocol: 'TCP' }],
    get endpoints() {
      reads.count++
      return endpoints
    },
  }
}

/** The same view with one slice in place of the one with its name, and the records that differ: name, type, removed, added. */
function withSlice(view: ClusterView, after: EndpointSlice): { next: ClusterView; lines: string[] } {
  const before = view.state.namespaces.get('prod')?.slices.get('db')?.get(after.name) as EndpointSlice
  const changes = [{ key: keyOf(after), before, after }]
  const next = { ...view, state: applyChanges(view.state, changes) }
  const differences = deltaRecords({ before: view, after: next, changes }, FULL_SCOPE)
  const lines = differences.map(({ name, type, removed, added }) => {
    const data = (records: typeof removed): string => records.map((record) => record.data).join(', ')
    return `${name} ${type} -[${data(removed)}] +[${data(added)}]`
  })
  return { next, lines: lines.toSorted() }
}

describe('a change of one endpoint of a large Service', () => {
  const db = service('prod/db', { clusterIPs: ['None'], ports: [{ name: 'sql', port: 3306, protocol: 'TCP' }] })
  const empty = viewOfObjects([namespace('prod'), db])
  const elsewhere = { count: 0 }
  const endpoints = (slice: number): Endpoint[] => [1, 2, 3].map((last) => endpoint(slice, last))
  const slices = Array.from({ length: SLICES }, (_, slice) =>
    counting(slice, endpoints(slice), slice === 0 ? { count: 0 } : elsewhere),
  )
  const view: ClusterView = {
    ...empty,
    state: applyChanges(
      empty.state,
      slices.map((after) => ({ key: keyOf(after), after })),
    ),
  }
  const moved = (last: number): EndpointSlice =>
    counting(0, [...endpoints(0).slice(1), endpoint(0, last)], { count: 0 })

  it('looks at the endpoints of the changed slice alone, once the others are known', () => {
    const { next } = withSlice(view, moved(9))
    elsewhere.count = 0
    const { lines } = withSlice(next, moved(8))
    expect(elsewhere.count).toBe(0)
    expect(lines).toEqual([
      '10-1-0-8.db.prod.svc.cluster.local. A -[] +[10.1.0.8]',
      '10-1-0-9.db.prod.svc.cluster.local. A -[10.1.0.9] +[]',
      '8.0.1.10.in-addr.arpa. PTR -[] +[10-1-0-8.db.prod.svc.cluster.local.]',
      '9.0.1.10.in-addr.arpa. PTR -[10-1-0-9.db.prod.svc.cluster.local.] +[]',
      '_sql._tcp.db.prod.svc.cluster.local. SRV -[0 1 3306 10-1-0-9.db.prod.svc.cluster.local.] +[0 1 3306 10-1-0-8.db.prod.svc.cluster.local.]',
      'db.prod.svc.cluster.local. A -[10.1.0.9] +[10.1.0.8]',
    ])
  })

  it('sees a name that another slice has too', () => {
    const named = (slice: number, hostname: string): EndpointSlice =>
      counting(slice, [{ addresses: [`10.1.${slice}.1`], hostname }], { count: 0 })
    const { next } = withSlice(withSlice(view, named(1, 'same')).next, named(0, 'same'))
    const ofPort = withSlice(next, named(0, 'other')).lines.find((line) => line.startsWith('_sql'))
    // The target `same` stays: an endpoint of the other slice has it.
    expect(ofPort).toMatch(/ SRV -\[\] \+\[0 1 3306 other\.db\.prod\.svc\.cluster\.local\.\]$/)
  })

  it('sees an address that another slice has too', () => {
    const nameless = (slice: number): EndpointSlice => counting(slice, [{ addresses: ['10.1.9.9'] }], { count: 0 })
    const none = counting(0, [], { count: 0 })
    const alone = withSlice(view, nameless(0)).next
    expect(withSlice(alone, none).lines).toContain('db.prod.svc.cluster.local. A -[10.1.9.9] +[]')
    const shared = withSlice(alone, nameless(1)).next
    expect(withSlice(shared, none).lines).toEqual([])
  })
})
