import type { Endpoint, EndpointPort, EndpointSlice, Service, SlimObject } from '#libs/cluster-model'

/**
 * What answers rest on of an object, under whatever Corefile: a state of such parts gives the answers and transfers that the whole one
 * gives. Of a Service and a slice that is what CoreDNS keeps of them (plugin/kubernetes/object), and what zonal and external names
 * need; other objects are few and stay whole. Labels stay, because any selector may ask for them.
 *
 * A large cluster is its endpoints: without the uid of its pod, its node and its hints one takes a third of the memory.
 */
export function answerPart(object: SlimObject): SlimObject {
  if (object.kind === 'Service') return servicePart(object)
  if (object.kind === 'EndpointSlice') return slicePart(object)
  return object
}

function servicePart(service: Service): Service {
  const { kind, namespace, name, labels, type, clusterIPs, ports, externalName, externalIPs, loadBalancer } = service
  return {
    kind,
    namespace,
    name,
    ...(labels && { labels }),
    type,
    clusterIPs,
    ...(ports && { ports: ports.map(portPart) }),
    ...(externalName !== undefined && { externalName }),
    ...(externalIPs && { externalIPs }),
    ...(loadBalancer && { loadBalancer }),
  }
}

function slicePart({ kind, namespace, name, labels, addressType, ports, endpoints }: EndpointSlice): EndpointSlice {
  return {
    kind,
    namespace,
    name,
    ...(labels && { labels }),
    addressType,
    ...(ports && { ports: ports.map(portPart) }),
    endpoints: endpoints.map(endpointPart),
  }
}

/** The pod's name is one in DNS only where there is no hostname, and `endpoint_pod_names` asks for it. */
function endpointPart({ addresses, ready, hostname, zone, target }: Endpoint): Endpoint {
  return {
    addresses,
    ...(ready !== undefined && { ready }),
    ...(hostname !== undefined && { hostname }),
    ...(zone !== undefined && { zone }),
    ...(target && hostname === undefined && { target: { kind: target.kind, name: target.name } }),
  }
}

function portPart<P extends EndpointPort>({ name, protocol, port }: P): Pick<P, 'name' | 'protocol' | 'port'> {
  return { ...(name !== undefined && { name }), protocol, ...(port !== undefined && { port }) }
}
