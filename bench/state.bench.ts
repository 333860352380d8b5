/**
 * What the persistent maps of ClusterState cost at the size of the largest clusters: building in parts with pauses between,
 * memory, look-ups, and one changed slice; beside a flat map of `immutable` and a native Map.
 */
import { Map as PersistentMap } from 'immutable'
import { addressKey } from '#libs/ip-address'
import {
  applyChanges,
  EMPTY_STATE,
  keyOf,
  StateDraft,
  type ClusterState,
  type EndpointSlice,
} from '#libs/cluster-model'
import { LoadCluster, type SyntheticObject } from '#test/generator'
import { Collections, CpuClock, memory, Parts, print, quantile } from './measure.js'

const LONGEST_PART = 10
const BETWEEN_CLOCK_READINGS = 32
const PAGE = 500
const LOOK_UPS = 200_000
const UPDATES = 10_000
/** Left out of the figures: by then the code is compiled. */
const WARM_UP = 5_000
const COPIES = 20
const MICROSECONDS = 1000

const nodes = Number(process.argv[2] ?? 5000)
const cluster = new LoadCluster({ seed: 1, nodes, headless: process.argv[3] === 'all' ? 'all' : 'share' })
const collections = new Collections()

const state = await build()
lookUps(state)
updates(state)
compareMaps(state)

async function build(): Promise<ClusterState> {
  const draft = new StateDraft(EMPTY_STATE)
  const cpu = new CpuClock()
  const parts = new Parts(LONGEST_PART)
  let count = 0
  collections.read()
  for (const page of pages()) {
    parts.start()
    for (let next = 0; next < page.length;) {
      cpu.run(() => {
        do {
          const after = page[next++] as SyntheticObject
          draft.apply({ key: keyOf(after), after })
        } while (next < page.length && (next % BETWEEN_CLOCK_READINGS !== 0 || !parts.isOver))
      })
      await parts.pause()
    }
    count += page.length
  }
  parts.start()
  const built = cpu.run(() => draft.finish())
  await parts.pause()
  const seen = collections.read()
  globalThis.gc?.()
  print('objects', count)
  print('CPU to build', cpu.milliseconds, 'ms')
  print('longest part (event loop stopped, collections included)', parts.longest, 'ms')
  print('longest garbage collection', seen.longest, 'ms')
  print('all garbage collection', seen.total, 'ms')
  print('RSS now', memory().now, 'MB')
  print('RSS peak (VmHWM)', memory().peak, 'MB')
  print('heap used', process.memoryUsage().heapUsed / 2 ** 20, 'MB')
  return built
}

function* pages(): Generator<SyntheticObject[]> {
  let page: SyntheticObject[] = []
  for (const object of cluster.objects()) {
    page.push(object)
    if (page.length === PAGE) {
      yield page
      page = []
    }
  }
  yield page
}

/** Keys as a question brings them: fresh strings, cut out of a longer one, never the objects' own. */
function fresh(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

function timed(label: string, keys: readonly string[], lookUp: (key: string) => unknown): void {
  const fresher = Array.from({ length: LOOK_UPS }, (_, i) => fresh(keys[(i * 7919) % keys.length] as string))
  const cpu = new CpuClock()
  let found = 0
  cpu.run(() => {
    for (const key of fresher) if (lookUp(key) !== undefined) found++
  })
  print(
    `${label} (${found === LOOK_UPS ? 'all found' : `${found} found`})`,
    (cpu.milliseconds * MICROSECONDS) / LOOK_UPS,
    'us',
  )
}

function lookUps(built: ClusterState): void {
  const services = [...cluster.objectsOf('Service')].map((object) => `${object.namespace}/${object.name}`)
  timed('Service by namespace and name', services, (key) => {
    const cut = key.indexOf('/')
    return built.namespaces.get(key.slice(0, cut))?.services.get(key.slice(cut + 1))
  })
  const addresses = [...cluster.objectsOf('Pod')].flatMap((pod) => (pod.kind === 'Pod' ? (pod.podIPs ?? []) : []))
  timed('uses of an address, its text parsed', addresses, (key) => built.addresses.get(addressKey(key) ?? 0))
  timed('parsing the address alone', addresses, addressKey)
  const pods = [...cluster.objectsOf('Pod')].map((object) => `${object.namespace}/${object.name}`)
  timed('Pod by namespace and name', pods, (key) => {
    const cut = key.indexOf('/')
    return built.namespaces.get(key.slice(0, cut))?.pods.get(key.slice(cut + 1))
  })
}

function updates(built: ClusterState): void {
  const slices = [...cluster.objectsOf('EndpointSlice')].filter((object) => object.kind === 'EndpointSlice')
  const times: number[] = []
  let current = built
  for (let i = 0; i < WARM_UP + UPDATES; i++) {
    const { namespace, name } = slices[(i * 7919) % slices.length] as EndpointSlice
    const before = findSlice(current, namespace, name)
    const [first, ...rest] = before.endpoints
    const address = `10.250.${(i >>> 8) & 255}.${i & 255}`
    const after = { ...before, endpoints: first === undefined ? [] : [...rest, { ...first, addresses: [address] }] }
    const started = performance.now()
    current = applyChanges(current, [{ key: keyOf(before), before, after }])
    if (i >= WARM_UP) times.push((performance.now() - started) * MICROSECONDS)
  }
  print('one changed slice, median', quantile(times, 0.5), 'us')
  print('one changed slice, p99', quantile(times, 0.99), 'us')
}

function findSlice(current: ClusterState, namespace: string, name: string): EndpointSlice {
  const inNamespace = current.namespaces.get(namespace)
  const slice = inNamespace?.slices.get(inNamespace.sliceOwners.get(name)?.service ?? '')?.get(name)
  if (slice === undefined) throw new Error(`no slice ${namespace}/${name}`)
  return slice
}

function compareMaps(built: ClusterState): void {
  for (const kind of ['services', 'pods'] as const) {
    const entries: [string, unknown][] = []
    for (const [namespace, objects] of built.namespaces) {
      for (const [name, object] of objects[kind]) entries.push([`${namespace}/${name}`, object])
    }
    const keys = entries.map(([key]) => key)
    const flat = PersistentMap(entries)
    timed(`${entries.length} ${kind}: flat map of immutable`, keys, (key) => flat.get(key))
    const native = new Map(entries)
    timed(`${entries.length} ${kind}: native Map`, keys, (key) => native.get(key))
    const copying = new CpuClock()
    for (let i = 0; i < COPIES; i++) copying.run(() => new Map(native))
    print(`${entries.length} ${kind}: native Map, copied for one commit`, copying.milliseconds / COPIES, 'ms')
  }
  const byAddress = new Map(built.addresses)
  const addresses = [...cluster.objectsOf('Pod')].flatMap((pod) => (pod.kind === 'Pod' ? (pod.podIPs ?? []) : []))
  timed('uses of an address: native Map', addresses, (key) => byAddress.get(addressKey(key) ?? 0))
}
