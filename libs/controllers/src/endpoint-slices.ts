import {
  SERVICE_NAME_LABEL,
  type Endpoint,
  type EndpointPort,
  type EndpointSlice,
  type Node,
  type Pod,
  type Service,
  type ServicePort,
} from '#libs/cluster-model'
import { addressFamily } from '#libs/ip-address'
import { generatedName, suffixOf } from './derived-name.js'

/** The EndpointSlice controller's default for endpoints a slice. */
const ENDPOINTS_PER_SLICE = 100
const ZONE_LABEL = 'topology.kubernetes.io/zone'
const HEADLESS_LABEL = 'service.kubernetes.io/headless'
const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by'

/**
 * The slices that the EndpointSlice controller would make of a Service's pods: one set a family of the Service, and within it one
 * for each different list of port numbers (a named target port may differ by pod).
 */
export function deriveSlices(
  service: Service,
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
): EndpointSlice[] {
  const { selector } = service
  if (selector === undefined || service.type === 'ExternalName') return []
  const selected = pods.filter(
    (pod) => pod.namespace === service.namespace && isSelected(pod, selector) && !hasEnded(pod),
  )
  return (service.ipFamilies ?? ['IPv4']).flatMap((family) => {
    const groups = new Map<string, { ports: readonly EndpointPort[]; endpoints: Endpoint[] }>()
    for (const pod of selected) {
      const address = (pod.podIPs ?? []).find((candidate) => addressFamily(candidate) === family)
      if (address === undefined) continue
      const ports = portsOf(service, pod)
      const key = JSON.stringify(ports)
      const group = groups.get(key) ?? { ports, endpoints: [] }
      group.endpoints.push(endpointOf(service, pod, address, nodes))
      groups.set(key, group)
    }
    if (groups.size === 0) groups.set('', { ports: portsOf(service, undefined), endpoints: [] })
    return [...groups].flatMap(([key, { ports, endpoints }]) => slicesOf(service, family, key, ports, endpoints))
  })
}

function slicesOf(
  service: Service,
  family: 'IPv4' | 'IPv6',
  key: string,
  ports: readonly EndpointPort[],
  endpoints: readonly Endpoint[],
): EndpointSlice[] {
  const count = Math.max(1, Math.ceil(endpoints.length / ENDPOINTS_PER_SLICE))
  return Array.from({ length: count }, (_, i) => ({
    kind: 'EndpointSlice',
    namespace: service.namespace,
    name: generatedName(service.name, suffixOf(`slice ${service.namespace}/${service.name} ${family} ${key} ${i}`)),
    ...(service.createdAt === undefined ? undefined : { createdAt: service.createdAt }),
    labels: labelsOf(service),
    owners: [{ kind: 'Service', name: service.name, controller: true }],
    derived: true,
    addressType: family,
    ...(ports.length === 0 ? undefined : { ports }),
    endpoints: endpoints.slice(i * ENDPOINTS_PER_SLICE, (i + 1) * ENDPOINTS_PER_SLICE),
  }))
}

/** The Service's labels are copied, with the controller's own. */
function labelsOf(service: Service): Readonly<Record<string, string>> {
  return {
    ...service.labels,
    [SERVICE_NAME_LABEL]: service.name,
    [MANAGED_BY_LABEL]: 'endpointslice-controller.k8s.io',
    ...(service.clusterIPs[0] === 'None' ? { [HEADLESS_LABEL]: '' } : undefined),
  }
}

function endpointOf(service: Service, pod: Pod, address: string, nodes: ReadonlyMap<string, Node>): Endpoint {
  const isLeaving = pod.deletedAt !== undefined
  const isServing = pod.ready === true
  const ready = service.publishNotReadyAddresses === true || (isServing && !isLeaving)
  const zone = pod.node === undefined ? undefined : nodes.get(pod.node)?.labels?.[ZONE_LABEL]
  // The pod's hostname counts only when its subdomain is the Service (Kubernetes: DNS for Services and Pods).
  const hostname = pod.spec.subdomain === service.name ? pod.spec.hostname : undefined
  return {
    addresses: [address],
    ready,
    ...(isServing === ready ? undefined : { serving: isServing }),
    ...(isLeaving ? { terminating: true as const } : undefined),
    ...(hostname === undefined ? undefined : { hostname }),
    ...(pod.node === undefined ? undefined : { node: pod.node }),
    ...(zone === undefined ? undefined : { zone }),
    target: { kind: 'Pod', name: pod.name, ...(pod.uid === undefined ? undefined : { uid: pod.uid }) },
  }
}

/** A port whose name the pod does not have is left out for that pod. */
function portsOf(service: Service, pod: Pod | undefined): EndpointPort[] {
  return (service.ports ?? []).flatMap((port) => {
    const number = targetOf(port, pod)
    if (number === undefined) return []
    const { name, protocol, appProtocol } = port
    return [
      { ...(name === undefined ? undefined : { name }), protocol, port: number, ...(appProtocol && { appProtocol }) },
    ]
  })
}

function targetOf({ targetPort, port, protocol }: ServicePort, pod: Pod | undefined): number | undefined {
  if (targetPort === undefined || targetPort === 0) return port
  if (typeof targetPort === 'number') return targetPort
  return (pod?.spec.ports ?? []).find((candidate) => candidate.name === targetPort && candidate.protocol === protocol)
    ?.port
}

function isSelected(pod: Pod, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => pod.labels?.[key] === value)
}

function hasEnded({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}
