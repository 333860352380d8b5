/**
 * CPU from one change to the records that differ: a changed EndpointSlice, one endpoint of a Service with 5,000, a namespace's labels,
 * the Corefile; on the largest cluster and on one a hundred times smaller. Arguments: nodes, and `share` or `all`.
 */
import { FULL_SCOPE, keyOf, objectsOfKind, type EndpointSlice, type ObjectChange } from '#libs/cluster-model'
import { deltaRecords, type ClusterView } from '#libs/zone'
import { LoadCluster } from '#test/generator'
import { advanced, loadedView } from './loaded-view.js'
import { CpuClock, print, quantile } from './measure.js'
import { eachInOwnProcess } from './variants.js'

const LARGE_SERVICE = 5000
const CHANGES = 2000
const CHANGES_OF_LARGE = 400
const MICROSECONDS = 1000

const args = eachInOwnProcess(import.meta.filename, [
  ['50', 'share'],
  ['5000', 'share'],
  ['5000', 'all'],
])
if (args !== undefined) measure(Number(args[0]), args[1] === 'all' ? 'all' : 'share')

function measure(nodes: number, headless: 'share' | 'all'): void {
  const { cluster, view } = loadedView({ seed: 1, nodes, headless, extraGroups: [LARGE_SERVICE] })
  const large = cluster.groups.at(-1)?.name ?? ''
  const slices = [...objectsOfKind(view.state, 'EndpointSlice')]
  const ofLarge = slices.filter((slice) => slice.owners?.[0]?.name === large)
  const others = slices.filter((slice) => slice.owners?.[0]?.name !== large)
  changeEach('one changed slice', view, others, CHANGES)
  changeEach(`one endpoint of a Service with ${LARGE_SERVICE}`, view, ofLarge, CHANGES_OF_LARGE)
  changeLabels(view, cluster)
  changeCorefile(view)
}

/** Gives one endpoint after another a new address, each on top of the one before. */
function changeEach(label: string, start: ClusterView, slices: readonly EndpointSlice[], count: number): void {
  const times: number[] = []
  let records = 0
  let view = start
  const current = new Map(slices.map((slice) => [slice, slice]))
  const warmUp = count / 4
  for (let i = 0; i < count + warmUp; i++) {
    const original = slices[(i * 7919) % slices.length] as EndpointSlice
    const before = current.get(original) as EndpointSlice
    const after = withOtherAddress(before, i)
    current.set(original, after)
    const { time, found, next } = timed(view, [{ key: keyOf(before), before, after }])
    view = next
    if (i < warmUp) continue
    times.push(time)
    records += found
  }
  print(`${label}: median`, quantile(times, 0.5) * MICROSECONDS, 'us')
  print(`${label}: p99`, quantile(times, 0.99) * MICROSECONDS, 'us')
  print(`${label}: records that differ, mean`, records / count)
}

function withOtherAddress(slice: EndpointSlice, i: number): EndpointSlice {
  const [first, ...rest] = slice.endpoints
  if (first === undefined) return slice
  const address =
    slice.addressType === 'IPv6' ? `fd00:10:1::${(i + 1).toString(16)}` : `10.200.${(i >> 8) & 255}.${i & 255}`
  const { ready: _, ...endpoint } = first
  return { ...slice, endpoints: [...rest, { ...endpoint, addresses: [address] }] }
}

function changeLabels(view: ClusterView, cluster: LoadCluster): void {
  const name = cluster.groups[0]?.namespace ?? ''
  const before = view.state.namespaceObjects.get(name)
  if (before === undefined) return
  const after = { ...before, labels: { ...before.labels, colour: 'blue' } }
  const { time, found } = timed(view, [{ key: keyOf(before), before, after }])
  print('namespace label', time, 'ms')
  print('namespace label: RRsets that differ', found)
}

function changeCorefile(view: ClusterView): void {
  const [before] = [...objectsOfKind(view.state, 'ConfigMap')]
  if (before === undefined) return
  const after = { ...before, data: { Corefile: before.data['Corefile']?.replace('ttl 30', 'ttl 31') ?? '' } }
  const [toView, toRecords] = [new CpuClock(), new CpuClock()]
  const { delta } = toView.run(() => advanced(view, [{ key: keyOf(before), before, after }]))
  toRecords.run(() => deltaRecords(delta, FULL_SCOPE))
  print('Corefile edit: to the next view', toView.milliseconds, 'ms')
  print('Corefile edit: its records', toRecords.milliseconds, 'ms')
}

function timed(
  view: ClusterView,
  changes: readonly ObjectChange[],
): { time: number; found: number; next: ClusterView } {
  const clock = new CpuClock()
  const { next, found } = clock.run(() => {
    const { view: after, delta } = advanced(view, changes)
    return { next: after, found: deltaRecords(delta, FULL_SCOPE).length }
  })
  return { time: clock.milliseconds, found, next }
}
