import { addressFamily, addressKey, canonicalAddress } from '#libs/ip-address'
import { objectsOfKind, type ClusterState, type EndpointSlice } from '#libs/cluster-model'
import type { DomainName, ResourceRecord } from '#libs/dns-model'
import { endpointName, isHeadless, isReady } from '#libs/zone'
import type { Inquiry } from '../../inquiry.js'
import type { Found, StanzaInquiry } from './stanza-inquiry.js'

/** One name and address of the server itself. */
export interface ServerAddress {
  readonly name: DomainName
  readonly address: string
  readonly namespace?: string
}

/** NS at the apex: the Services in front of the server, with their addresses as glue; else ns.dns with the server's own. */
export function nameServerAnswer(inquiry: StanzaInquiry): Found {
  const { ttl } = inquiry.stanza.plugin
  const names = new Set<DomainName>()
  const answer: ResourceRecord[] = []
  const additional: ResourceRecord[] = []
  for (const { name, address, namespace } of nameServerAddresses(inquiry)) {
    const inNamespace = namespace === undefined ? undefined : { namespace }
    const type = addressFamily(address) === 'IPv4' ? 'A' : 'AAAA'
    additional.push({ name, ttl, data: { type, address }, ...inNamespace })
    if (names.has(name)) continue
    names.add(name)
    answer.push({ name: inquiry.question.name, ttl, data: { type: 'NS', target: name }, ...inNamespace })
  }
  return { answer, additional }
}

/**
 * Where the server can be reached: through every Service whose endpoints include one of its own addresses (`namespaces` does not
 * limit these), or directly when there is none.
 */
export function nameServerAddresses(inquiry: StanzaInquiry): readonly ServerAddress[] {
  const own = serverAddresses(inquiry)
  const found = own.flatMap((address) => servicesBehind(inquiry, address))
  if (found.length > 0) return found
  return own.map((address) => ({
    name: `ns.dns.${inquiry.zoneAsAsked}`,
    address: canonicalAddress(address) ?? address,
  }))
}

/** The server's own addresses: as the vantage says, else those of the CoreDNS pods. */
export function serverAddresses({ vantage, view }: Inquiry): readonly string[] {
  return vantage.serverAddresses ?? coreDnsAddresses(view.state)
}

function servicesBehind(inquiry: StanzaInquiry, address: string): ServerAddress[] {
  const { view, stanza } = inquiry
  const key = addressKey(address)
  const users = key === undefined ? [] : (view.state.addresses.get(key)?.slices ?? [])
  return users.flatMap(({ namespace, service, name, imported }) => {
    const inNamespace = view.state.namespaces.get(namespace)
    const behind = inNamespace?.services.get(service)
    const slice = inNamespace?.slices.get(service)?.get(name)
    if (imported || behind === undefined || slice === undefined || !hasReady(slice, address)) return []
    const owner = `${service}.${namespace}.svc.${inquiry.zoneAsAsked}`
    if (!isHeadless(behind)) return behind.clusterIPs.map((ip) => ({ name: owner, address: ip, namespace }))
    return slice.endpoints.filter(isReady).flatMap((endpoint) =>
      endpoint.addresses.map((of) => ({
        name: `${endpointName(endpoint, of, stanza)}.${owner}`,
        address: of,
        namespace,
      })),
    )
  })
}

function hasReady(slice: EndpointSlice, address: string): boolean {
  return slice.endpoints.some((endpoint) => isReady(endpoint) && endpoint.addresses.includes(address))
}

/** The CoreDNS pods' addresses: pods with the label that kubeadm and most distributions give them. */
function coreDnsAddresses(state: ClusterState): readonly string[] {
  const addresses: string[] = []
  for (const pod of objectsOfKind(state, 'Pod')) {
    if (pod.labels?.['k8s-app'] === 'kube-dns' && pod.ready) addresses.push(...(pod.podIPs ?? []))
  }
  return addresses.toSorted()
}
