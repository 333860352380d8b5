import { describe, expect, it } from 'vitest'
import {
  changeTo,
  keyOf,
  type DnsOptions,
  type Endpoint,
  type EndpointSlice,
  type Pod,
  type Serials,
  type Service,
  type ServiceImport,
  type SlimObject,
} from '#libs/cluster-model'
import { advance, emptyView } from '#libs/cluster-view'
import { hasCases, readCases } from './src/data-folder.js'

interface ServiceCase {
  readonly externalIPs?: readonly string[]
  readonly externalName?: string
  readonly ports?: readonly { readonly name: string }[]
}

interface PodCase {
  readonly podIP: string
}

interface Change {
  readonly change: string
  readonly changed: boolean
}

interface ZoneChanges {
  readonly service: readonly {
    readonly old: ServiceCase | null
    readonly new: ServiceCase | null
    readonly internal: boolean
    readonly external: boolean
  }[]
  readonly pod: readonly { readonly old: PodCase; readonly new: PodCase; readonly changed: boolean }[]
  readonly endpointSlice: { readonly cases: readonly Change[] }
  readonly serviceImport: { readonly cases: readonly Change[] }
}

const ENDPOINT: Endpoint = { addresses: ['10.0.0.1'], hostname: 'a', zone: 'us-west-2a' }
const SLICE: EndpointSlice = {
  kind: 'EndpointSlice',
  namespace: 'test',
  name: 'svc-1',
  labels: { 'kubernetes.io/service-name': 'svc' },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  endpoints: [ENDPOINT],
}

/** What each change of the cases makes of the slice. */
const SLICE_CHANGES: Readonly<Record<string, EndpointSlice>> = {
  none: { ...SLICE },
  'addresses: []': { ...SLICE, endpoints: [] },
  'ports: []': { ...SLICE, ports: [] },
  'ip 10.0.0.2': { ...SLICE, endpoints: [{ ...ENDPOINT, addresses: ['10.0.0.2'] }] },
  'hostname b': { ...SLICE, endpoints: [{ ...ENDPOINT, hostname: 'b' }] },
  'port 8080': { ...SLICE, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] },
  'protocol UDP': { ...SLICE, ports: [{ name: 'http', port: 80, protocol: 'UDP' }] },
  'zone us-west-2a -> us-west-2b with zonal on': { ...SLICE, endpoints: [{ ...ENDPOINT, zone: 'us-west-2b' }] },
}

const IMPORT: ServiceImport = {
  kind: 'ServiceImport',
  namespace: 'test',
  name: 'svc',
  type: 'ClusterSetIP',
  ips: ['10.0.0.9'],
  ports: [{ port: 80, protocol: 'TCP' }],
}

const IMPORT_CHANGES: Readonly<Record<string, readonly [ServiceImport?, ServiceImport?]>> = {
  none: [IMPORT, { ...IMPORT }],
  removed: [IMPORT, undefined],
  added: [undefined, IMPORT],
  'type ClusterSetIP -> Headless': [IMPORT, { ...IMPORT, type: 'Headless' }],
  'port 80 -> 8080': [IMPORT, { ...IMPORT, ports: [{ port: 8080, protocol: 'TCP' }] }],
}

describe.skipIf(!hasCases('coredns'))(
  'moves serials as CoreDNS does (published cases, skipped where they are not at hand)',
  () => {
    if (!hasCases('coredns')) return
    const cases = readCases<ZoneChanges>('coredns', 'zone-changes.json')

    it.each(cases.service)('Service $old to $new', (asked) => {
      const moved = movedBy(serviceOf(asked.old), serviceOf(asked.new))
      expect({ internal: moved.includes('cluster'), external: moved.includes('external') }).toEqual({
        internal: asked.internal,
        external: asked.external,
      })
    })

    it.each(cases.pod)('Pod $old to $new', (asked) => {
      expect(movedBy(podOf(asked.old), podOf(asked.new)).length > 0).toBe(asked.changed)
    })

    it.each(cases.endpointSlice.cases)('EndpointSlice: $change', ({ change, changed }) => {
      expect(Object.keys(SLICE_CHANGES)).toContain(change)
      expect(movedBy(SLICE, SLICE_CHANGES[change]).length > 0).toBe(changed)
    })

    it.each(cases.serviceImport.cases)('ServiceImport: $change', ({ change, changed }) => {
      const [before, after] = IMPORT_CHANGES[change] ?? []
      expect(before ?? after).toBeDefined()
      expect(movedBy(before, after).length > 0).toBe(changed)
    })
  },
)

/** A Corefile under which every kind of the cases is watched: a kind that is not moves no serial. */
const COREFILE = `cluster.local clusterset.local {
  kubernetes {
    pods verified
    multicluster clusterset.local
  }
}
`
const OPTIONS: DnsOptions = { kind: 'DnsOptions', namespace: '', name: 'options', corefile: COREFILE }
const WATCHING = commit(emptyView('cases'), OPTIONS, OPTIONS, 0)

/** The zones whose serial moves when one object stands in another's place. An update that changes nothing makes no commit. */
function movedBy(before: SlimObject | undefined, after: SlimObject | undefined): (keyof Serials)[] {
  const first = commit(WATCHING, before, before, 1000)
  const second = commit(first, before ?? after, after, 2000)
  return (Object.keys(second.serials) as (keyof Serials)[]).filter(
    (zone) => second.serials[zone] !== first.serials[zone],
  )
}

function commit(
  view: ReturnType<typeof emptyView>,
  of: SlimObject | undefined,
  after: SlimObject | undefined,
  observedAt: number,
): ReturnType<typeof emptyView> {
  const change = of === undefined ? undefined : changeTo(view.state, keyOf(of), after)
  if (change === undefined) return view
  const revision = { ...view.revision, number: view.revision.number + 1 }
  return advance(view, { kind: 'changes', revision, observedAt, changes: [change] }).view
}

function serviceOf(given: ServiceCase | null): Service | undefined {
  if (given === null) return undefined
  const { ports, ...rest } = given
  return {
    kind: 'Service',
    namespace: 'test',
    name: 'svc',
    type: given.externalName === undefined ? 'ClusterIP' : 'ExternalName',
    clusterIPs: given.externalName === undefined ? ['10.96.0.5'] : [],
    ...rest,
    ...(ports && { ports: ports.map(({ name }) => ({ name, port: 80, protocol: 'TCP' as const })) }),
  }
}

function podOf({ podIP }: PodCase): Pod {
  return {
    kind: 'Pod',
    namespace: 'test',
    name: 'pod',
    spec: {},
    ...(podIP !== '' && { podIPs: [podIP] }),
  }
}
