/**
 * Pages of 100 records under every filter, and counts, on the largest cluster as it stands and with every Deployment headless. Each
 * filter is walked for 100 pages (from the start again where it has fewer): the first page is the first that ever asks so, the p99
 * covers all. Then the same first pages and counts after an endpoint of the filter's namespace has changed. Arguments: nodes, and
 * `share` or `all`.
 */
import { FULL_SCOPE, keyOf, scopeOf, type Endpoint } from '#libs/cluster-model'
import {
  countRecords,
  pageRecords,
  parseRecordFilter,
  type ClusterView,
  type RawRecordFilter,
  type RecordPage,
} from '#libs/zone'
import type { LoadCluster } from '#test/generator'
import { advanced, loadedView } from './loaded-view.js'
import { CpuClock, memory, print, quantile } from './measure.js'
import { eachInOwnProcess } from './variants.js'

const PAGE = 100
const PAGES = 100
const LARGEST_PAGE = 500
const DEEP_RECORDS = 500_000
const MANY = 10_000_000

const args = eachInOwnProcess(import.meta.filename, [
  ['5000', 'share'],
  ['5000', 'all'],
])
if (args !== undefined) measure(Number(args[0]), args[1] === 'all' ? 'all' : 'share')

function measure(nodes: number, headless: 'share' | 'all'): void {
  const { cluster, view } = loadedView({ seed: 1, nodes, headless })
  const filters = filtersOf(cluster, view)
  const before = heap()
  const steady = memory().now
  for (const [label, raw] of Object.entries(filters)) pages(label, view, raw)
  for (const [label, raw] of Object.entries(filters))
    print(`count by ${label}: ${count(view, raw)}`, ...timeOf(() => count(view, raw)))
  deepPage(view)
  print('heap taken by what is remembered', heap() - before, 'MB')
  print('resident before and after', `${steady.toFixed(0)}, ${memory().now.toFixed(0)}`, 'MB')
  const changed = changer(view, cluster)
  for (const [label, raw] of Object.entries(filters)) {
    const [first, then] = [changed(), changed()]
    print(`after a change: page by ${label}`, ...timeOf(() => page(first, raw)))
    print(`after a change: count by ${label}`, ...timeOf(() => count(then, raw)))
  }
  const scope = scopeOf([cluster.groups.at(-1)?.namespace ?? ''])
  print('page of a caller with one namespace', ...timeOf(() => pageRecords(view, {}, scope, { first: PAGE })))
}

/** Middle of the cluster, so that nothing is found at the start by luck. */
function filtersOf({ groups }: LoadCluster, { state }: ClusterView): Record<string, RawRecordFilter> {
  const group = groups[groups.length >>> 1]
  const { namespace = '', name = '' } = group ?? {}
  const pods = state.namespaces.get(namespace)?.pods.values() ?? []
  const address = [...pods].find((pod) => pod.labels?.['app'] === name)?.podIPs?.[0] ?? ''
  const below = `${namespace}.svc.cluster.local`
  return {
    'no filter': {},
    namespace: { namespace },
    service: { service: name },
    'namespace and service': { namespace, service: name },
    name: { name: `${name}.${below}` },
    'suffix of a namespace': { suffix: below },
    'suffix of the cluster': { suffix: 'svc.cluster.local' },
    'suffix of pods': { suffix: 'pod.cluster.local' },
    'reverse suffix': { suffix: '10.in-addr.arpa' },
    'type SRV': { type: 'SRV' },
    'type AAAA': { type: 'AAAA' },
    'type CNAME': { type: 'CNAME' },
    'type that nothing has': { type: 'MX' },
    address: { address },
    'CIDR of a node': { cidr: `${address}/24` },
    'CIDR of many nodes': { cidr: `${address}/16` },
    'CIDR of everything': { cidr: '0.0.0.0/0' },
    'CIDR that nothing is in': { cidr: '203.0.113.0/24' },
    'wide CIDR that nothing is in': { cidr: '203.0.0.0/8' },
    'IPv6 CIDR that nothing is in': { cidr: '2001:db8::/32' },
    'namespace, type and CIDR': { namespace, type: 'A', cidr: `${address}/16` },
    'PTR of a CIDR and a label': { type: 'PTR', cidr: '10.0.0.0/8', label: `app=${name}` },
    source: { source: `Service/${namespace}/${name}` },
    'source that gives nothing': { source: `EndpointSlice/${namespace}/${name}` },
    label: { label: `app=${name}` },
    'label that nothing has': { label: 'app=none' },
  }
}

function page(view: ClusterView, raw: RawRecordFilter, after?: string): RecordPage {
  return pageRecords(view, parseRecordFilter(raw), FULL_SCOPE, { first: PAGE, after })
}

function count(view: ClusterView, raw: RawRecordFilter): number {
  return countRecords(view, parseRecordFilter(raw), FULL_SCOPE, MANY).count
}

function pages(label: string, view: ClusterView, raw: RawRecordFilter): void {
  const times: number[] = []
  const seen = new Set<string>()
  let after: string | undefined
  while (times.length < PAGES) {
    const cursor = after
    const { time, result } = timed(() => page(view, raw, cursor))
    times.push(time)
    for (const { id } of result.records) seen.add(id)
    after = result.hasNextPage ? result.endCursor : undefined
  }
  const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0)
  const figures = [times[0] ?? Number.NaN, quantile(times, 0.5), quantile(times, 0.99)].map(ms).join(', ')
  print(`page by ${label} (${seen.size} records): first, median, p99`, figures, 'ms')
}

/** A page far into the list of everything; the way there is not counted. */
function deepPage(view: ClusterView): void {
  let after: string | undefined
  for (let i = 0; i < DEEP_RECORDS / LARGEST_PAGE; i++) {
    const { endCursor, hasNextPage } = pageRecords(view, {}, FULL_SCOPE, { first: LARGEST_PAGE, after })
    if (!hasNextPage) break
    after = endCursor
  }
  print(`page after ${DEEP_RECORDS} records`, ...timeOf(() => page(view, {}, after)))
}

/** Gives the first endpoint of a slice in the middle of the cluster another address, on top of the change before. */
function changer(start: ClusterView, { groups }: LoadCluster): () => ClusterView {
  const { namespace = '' } = groups[groups.length >>> 1] ?? {}
  let view = start
  let changes = 0
  return () => {
    const slices = view.state.namespaces.get(namespace)?.slices.values() ?? []
    const before = [...slices]
      .flatMap((ofService) => [...ofService.values()])
      .find(({ endpoints }) => endpoints.length > 0)
    if (before === undefined) return view
    const [first, ...rest] = before.endpoints
    const endpoints = [{ ...(first as Endpoint), addresses: [`10.200.0.${++changes % 256}`] }, ...rest]
    view = advanced(view, [{ key: keyOf(before), before, after: { ...before, endpoints } }]).view
    return view
  }
}

function timeOf(work: () => unknown): [time: number, unit: string] {
  return [timed(work).time, 'ms']
}

/** MB of live objects, typed arrays among them. */
function heap(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

/** CPU of the process, garbage collection included: what the wall clock shows where nothing else runs. Milliseconds. */
function timed<T>(work: () => T): { time: number; result: T } {
  const clock = new CpuClock()
  const result = clock.run(work)
  return { time: clock.milliseconds, result }
}
