import { describe, expect, it } from 'vitest'
import { namespace, pod, service, slice, viewOfObjects, type RawObject } from '#test/fixtures'
import { FULL_SCOPE } from '#libs/cluster-model'
import { parseRecordFilter, type RawRecordFilter } from '../index.js'
import { candidates } from './candidates.js'
import { planCount } from './count-records.js'
import { recordsOf } from './group-records.js'

const NAMESPACES = 20
const SERVICES = 5
const ENDPOINTS = 100

/** 20 namespaces, each with five headless Services of 100 endpoints, one with a cluster IP, one alias, and the pods of all. */
function* objects(): Generator<RawObject> {
  for (let n = 0; n < NAMESPACES; n++) {
    const inNamespace = `n${String(n).padStart(2, '0')}`
    yield namespace(inNamespace)
    yield service(`${inNamespace}/plain`, {
      clusterIPs: [`10.96.${n}.1`],
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    })
    for (let s = 0; s < SERVICES; s++) {
      const port = { name: 'http', port: 80, protocol: 'TCP' }
      const labels = { app: `app-${n}-${s}` }
      const addresses = Array.from({ length: ENDPOINTS }, (_, e) => `10.${n}.${s}.${e + 1}`)
      yield service(`${inNamespace}/web-${s}`, { clusterIPs: ['None'], ports: [port], labels })
      yield slice(`${inNamespace}/web-${s}-x`, {
        service: `web-${s}`,
        ports: [port],
        endpoints: addresses.map((address) => ({ addresses: [address] })),
      })
      for (const [e, address] of addresses.entries()) yield pod(`${inNamespace}/web-${s}-${e}`, [address])
    }
  }
  yield service('n10/alias', { type: 'ExternalName', externalName: 'example.com' })
}

const view = viewOfObjects([...objects()])
const GROUP = 2 * ENDPOINTS + ENDPOINTS + ENDPOINTS

/** Records that are made to list everything that passes. */
function madeToList(raw: RawRecordFilter): number {
  const filter = parseRecordFilter(raw)
  let made = 0
  for (const group of candidates(view, filter, FULL_SCOPE)) made += recordsOf(view, group).length
  return made
}

function madeToCount(raw: RawRecordFilter): number {
  const filter = parseRecordFilter(raw)
  let made = 0
  for (const group of planCount(view, filter, FULL_SCOPE).groups) made += recordsOf(view, group).length
  return made
}

describe('records that are made', () => {
  it.each<[RawRecordFilter, number]>([
    [{ type: 'MX' }, 0],
    [{ type: 'AAAA' }, 0],
    [{ type: 'CNAME' }, 1],
    [{ type: 'TXT' }, 1],
    [{ type: 'SRV', namespace: 'n03', service: 'web-1' }, ENDPOINTS],
    [{ type: 'PTR', namespace: 'n03', service: 'web-1' }, ENDPOINTS],
    [{ label: 'app=app-3-1' }, GROUP],
    [{ label: 'app=none' }, 0],
    [{ service: 'none' }, 0],
    [{ suffix: 'web-1.n03.svc.cluster.local' }, 3 * ENDPOINTS],
    [{ suffix: 'example.com' }, 0],
    [{ suffix: 'n03.pod.cluster.local' }, SERVICES * ENDPOINTS],
    [{ source: 'EndpointSlice/n03/web-1-x' }, 0],
    [{ source: 'Pod/n03/web-1-7' }, 1],
    [{ name: '10-3-1-8.web-1.n03.svc.cluster.local' }, 3],
    [{ name: '10-3-1-8.n03.pod.cluster.local' }, 1],
    [{ name: '8.1.3.10.in-addr.arpa' }, 1],
    // The pod's name, and the endpoint's three.
    [{ address: '10.3.1.8' }, 4],
    [{ cidr: '10.3.1.8/31' }, 8],
    [{ cidr: '203.0.113.0/24' }, 0],
    [{ cidr: '203.0.0.0/12' }, 0],
    [{ cidr: '2001:db8::/32' }, 0],
    [{ cidr: '10.3.1.8/31', type: 'SRV' }, 0],
    [{ cidr: '10.3.0.0/16', namespace: 'n04' }, 0],
    [{ suffix: '3.10.in-addr.arpa', type: 'A' }, 0],
  ])('to list by %j: %i', (raw, made) => {
    expect(madeToList(raw)).toBe(made)
  })

  it('to list an address range are those of the groups that hold one of its addresses', () => {
    expect(madeToList({ cidr: '10.3.0.0/16' })).toBe(SERVICES * ENDPOINTS * (1 + 3))
  })

  it.each<RawRecordFilter>([
    { namespace: 'n03' },
    { type: 'A' },
    { type: 'PTR', label: 'app=app-3-1' },
    { suffix: 'svc.cluster.local' },
    { suffix: 'n03.svc.cluster.local' },
    { suffix: 'pod.cluster.local' },
    { suffix: 'in-addr.arpa' },
    { suffix: '3.10.in-addr.arpa' },
    { cidr: '10.0.0.0/8' },
  ])('to count by %j: none', (raw) => {
    expect(madeToCount(raw)).toBe(0)
  })

  it("to count everything are the zone's own", () => {
    expect(madeToCount({})).toBe(1)
    expect(madeToCount({ suffix: 'cluster.local' })).toBe(1)
  })

  it('to count what depends on more than one Service are those of the Services that it depends on', () => {
    const shared = viewOfObjects([
      ...objects(),
      service('n19/twin', { clusterIPs: ['10.96.3.1'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }),
    ])
    const { groups } = planCount(shared, {}, FULL_SCOPE)
    expect([...groups].map(({ namespace: inNamespace, service: name }) => `${inNamespace}/${name}`)).toEqual([
      '/',
      'n03/plain',
      'n19/twin',
    ])
  })
})
