/**
 * Pages of 100 records under every filter, and the count of a suffix, on the largest cluster with every Deployment headless:
 * first page and a page from the middle, cold (nothing sorted yet) and warm. Arguments: nodes, and `share` or `all`.
 */
import { FULL_SCOPE, scopeOf } from '#libs/cluster-model'
import { countRecords, pageRecords, parseRecordFilter, type ClusterView, type RawRecordFilter } from '#libs/zone'
import type { LoadCluster } from '#test/generator'
import { loadedView } from './loaded-view.js'
import { print, quantile } from './measure.js'
import { eachInOwnProcess } from './variants.js'

const PAGE = 100
const PAGES = 100
/** Where a filter finds less than a page, asking again tells nothing new. */
const REPEATS = 5
const MANY = 10_000_000

const args = eachInOwnProcess(import.meta.filename, [['5000', 'all']])
if (args !== undefined) measure(Number(args[0]), args[1] === 'all' ? 'all' : 'share')

function measure(nodes: number, headless: 'share' | 'all'): void {
  const { cluster, view } = loadedView({ seed: 1, nodes, headless })
  for (const [label, raw] of Object.entries(filtersOf(cluster, view))) pages(label, view, raw)
  for (const [label, raw] of Object.entries(filtersOf(cluster, view))) count(label, view, raw)
  const { time } = timed(() =>
    pageRecords(view, {}, scopeOf([cluster.groups.at(-1)?.namespace ?? '']), { first: PAGE }),
  )
  print('page of a caller with one namespace', time, 'ms')
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
    type: { type: 'SRV' },
    'type that nothing has': { type: 'MX' },
    address: { address },
    'CIDR of a node': { cidr: `${address}/24` },
    'CIDR that nothing is in': { cidr: '203.0.113.0/24' },
    source: { source: `Service/${namespace}/${name}` },
    label: { label: `app=${name}` },
    'label that nothing has': { label: 'app=none' },
  }
}

function pages(label: string, view: ClusterView, raw: RawRecordFilter): void {
  const filter = parseRecordFilter(raw)
  const times: number[] = []
  let after: string | undefined
  let records = 0
  let pagesLeft = PAGES
  while (pagesLeft > 0) {
    const cursor = after
    const { time, result } = timed(() => pageRecords(view, filter, FULL_SCOPE, { first: PAGE, after: cursor }))
    times.push(time)
    records += result.records.length
    after = result.hasNextPage ? result.endCursor : undefined
    pagesLeft -= after === undefined && cursor === undefined ? PAGES / REPEATS : 1
  }
  print(`page by ${label} (${records} records): first`, times[0] ?? Number.NaN, 'ms')
  print(`page by ${label}: median`, quantile(times, 0.5), 'ms')
  print(`page by ${label}: p99`, quantile(times, 0.99), 'ms')
}

function count(label: string, view: ClusterView, raw: RawRecordFilter): void {
  const filter = parseRecordFilter(raw)
  const { time, result } = timed(() => countRecords(view, filter, FULL_SCOPE, MANY))
  print(`count by ${label}: ${result.count}`, time, 'ms')
}

function timed<T>(work: () => T): { time: number; result: T } {
  const started = performance.now()
  const result = work()
  return { time: performance.now() - started, result }
}
