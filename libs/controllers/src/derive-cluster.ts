import { parseNetwork, type Network } from '#libs/ip-address'
import type { Endpoints, Namespace, Node, Pod, Service, SlimObject, StringMap } from '#libs/cluster-model'
import { AddressPool } from './address-pool.js'
import { hashOf } from './derived-name.js'
import { deriveSlices } from './endpoint-slices.js'
import { mirrorEndpoints } from './mirrored-slices.js'
import { barePods, observedFrom, unfilledWorkloads, type Observed } from './observed.js'
import { deriveWorkload } from './pods.js'
import { LOAD_BALANCER_RANGES, withAddresses } from './services.js'

/** The address ranges that a cluster of manifests is given. */
export interface DeriveOptions {
  /** CIDRs; IPv4 first means that single-stack Services and pods are IPv4. */
  readonly podCidrs: readonly string[]
  readonly serviceCidrs: readonly string[]
}

/** kubeadm's ranges, with an IPv6 one each. */
export const DEFAULT_RANGES: DeriveOptions = {
  podCidrs: ['10.244.0.0/14', 'fd00:10:244::/56'],
  serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'],
}

/** The API server's Service, which every cluster has (kubeadm's first address). */
const API_SERVICE = { namespace: 'default', name: 'kubernetes', address: '10.96.0.1', port: 443 }
const NAME_LABEL = 'kubernetes.io/metadata.name'

/**
 * The whole cluster that some manifests come to: the observed objects, with what the API server would fill in, and what Kubernetes'
 * controllers would make of them, marked `derived`. The same objects give the same cluster, in whatever order they are read. What
 * stood there before (`previous`) keeps its addresses.
 * @throws NamescopeError `limit-exceeded` when an address range is used up
 */
export function deriveCluster(
  objects: Iterable<SlimObject>,
  previous: Iterable<SlimObject>,
  options: DeriveOptions,
): SlimObject[] {
  const observed = observedFrom(objects)
  const kept = addressesBefore(previous)
  const namespaces = undeclaredNamespaces(observed.objects)
  const nodes = observed.objects.filter((object): object is Node => object.kind === 'Node')
  const services = deriveServices(observed, kept, options)
  const { owners, pods } = derivePods(observed, nodes, kept, options)
  const replaced = new Set([...services, ...pods].map(placeOf))
  const untouched = observed.objects.filter((object) => !replaced.has(placeOf(object)))
  const allPods = [...untouched.filter((object): object is Pod => object.kind === 'Pod'), ...pods]
  const nodesByName = new Map(nodes.map((node) => [node.name, node]))
  const slices = services
    .filter(({ namespace, name }) => !observed.slicedServices.has(`${namespace}/${name}`))
    .flatMap((service) => [...deriveSlices(service, allPods, nodesByName), ...mirrored(observed, service)])
  return [...untouched, ...namespaces, ...services, ...owners, ...pods, ...slices]
}

function deriveServices(observed: Observed, kept: ReadonlyMap<string, SlimObject>, options: DeriveOptions): Service[] {
  const given = observed.objects.filter((object): object is Service => object.kind === 'Service')
  const all = given.some(({ namespace, name }) => namespace === API_SERVICE.namespace && name === API_SERVICE.name)
    ? given
    : [...given, apiService()]
  const before = all.map((service) => withAddressesBefore(service, kept.get(placeOf(service))))
  const clusterIps = new AddressPool(
    ranges(options.serviceCidrs),
    before.flatMap(({ clusterIPs }) => clusterIPs),
  )
  const loadBalancers = new AddressPool(
    LOAD_BALANCER_RANGES,
    before.flatMap((service) => loadBalancerIps(service)),
  )
  return before.map((service) => withAddresses(service, clusterIps, loadBalancers))
}

/** What a Service was given once it keeps, as long as the manifest does not say otherwise. */
function withAddressesBefore(service: Service, before: SlimObject | undefined): Service {
  if (before?.kind !== 'Service' || service.type === 'ExternalName' || before.type === 'ExternalName') return service
  const isHeadless = (of: Service): boolean => of.clusterIPs[0] === 'None'
  const clusterIPs = service.clusterIPs.length > 0 || isHeadless(before) ? service.clusterIPs : before.clusterIPs
  const keepsBalancer =
    service.loadBalancer === undefined && service.type === before.type && before.loadBalancer !== undefined
  return { ...service, clusterIPs, ...(keepsBalancer ? { loadBalancer: before.loadBalancer } : undefined) }
}

function derivePods(
  observed: Observed,
  nodes: readonly Node[],
  kept: ReadonlyMap<string, SlimObject>,
  options: DeriveOptions,
): { owners: SlimObject[]; pods: Pod[] } {
  const workloads = unfilledWorkloads(observed).map((workload) => deriveWorkload(workload, nodes))
  const owners = workloads.flatMap((derived) => derived.owners)
  const bare = [...barePods(observed), ...workloads.flatMap((derived) => derived.pods)]
  const addresses = (pod: SlimObject | undefined): readonly string[] => (pod?.kind === 'Pod' ? (pod.podIPs ?? []) : [])
  const keptPods = bare.map((pod) => addresses(kept.get(placeOf(pod))))
  const pool = new AddressPool(ranges(options.podCidrs), [...observed.objects.flatMap(addresses), ...keptPods.flat()])
  return { owners, pods: bare.map((pod, i) => running(pod, keptPods[i] as readonly string[], pool, nodes)) }
}

/** A pod that runs: on a node, with an address of each family the cluster has, ready. */
function running(pod: Pod, before: readonly string[], pool: AddressPool, nodes: readonly Node[]): Pod {
  const node = nodes.find(({ name }) => name === pod.node) ?? nodes[hashOf(placeOf(pod)) % nodes.length]
  const hostIPs = node?.addresses?.filter(({ type }) => type === 'InternalIP').map(({ address }) => address) ?? []
  const families = (['IPv4', 'IPv6'] as const).filter((family) => pool.has(family))
  const own = before.length > 0 ? before : families.map((family) => pool.give(placeOf(pod), family))
  const podIPs = pod.spec.hostNetwork && hostIPs.length > 0 ? hostIPs : own
  const placed = node === undefined ? undefined : { node: node.name }
  return { ...pod, ...placed, phase: 'Running', podIPs, ...(hostIPs.length > 0 && { hostIPs }), ready: true }
}

function mirrored(observed: Observed, { namespace, name, selector }: Service): SlimObject[] {
  if (selector !== undefined) return []
  return observed.objects
    .filter(
      (object): object is Endpoints =>
        object.kind === 'Endpoints' && object.namespace === namespace && object.name === name,
    )
    .flatMap(mirrorEndpoints)
}

function apiService(): Service {
  return {
    kind: 'Service',
    namespace: API_SERVICE.namespace,
    name: API_SERVICE.name,
    labels: { component: 'apiserver', provider: 'kubernetes' },
    derived: true,
    type: 'ClusterIP',
    clusterIPs: [API_SERVICE.address],
    ports: [{ name: 'https', protocol: 'TCP', port: API_SERVICE.port, targetPort: 6443 }],
  }
}

/** A namespace for every object that names one, and `default`, which every cluster has. */
function undeclaredNamespaces(objects: readonly SlimObject[]): Namespace[] {
  const declared = new Set(objects.flatMap((object) => (object.kind === 'Namespace' ? [object.name] : [])))
  const named = new Set(['default', ...objects.map(({ namespace }) => namespace)].filter((name) => name !== ''))
  return [...named]
    .filter((name) => !declared.has(name))
    .toSorted()
    .map((name) => ({
      kind: 'Namespace',
      namespace: '',
      name,
      labels: { [NAME_LABEL]: name } as StringMap,
      derived: true,
    }))
}

function addressesBefore(previous: Iterable<SlimObject>): ReadonlyMap<string, SlimObject> {
  const kept = new Map<string, SlimObject>()
  for (const object of previous)
    if (object.kind === 'Service' || object.kind === 'Pod') kept.set(placeOf(object), object)
  return kept
}

function loadBalancerIps({ loadBalancer = [] }: Service): string[] {
  return loadBalancer.flatMap(({ ip }) => ip ?? [])
}

function ranges(cidrs: readonly string[]): Network[] {
  return cidrs.flatMap((text) => parseNetwork(text) ?? [])
}

function placeOf({ kind, namespace, name }: SlimObject): string {
  return `${kind} ${namespace}/${name}`
}
