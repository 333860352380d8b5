import type {
  ClusterState,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
  Pod,
  Protocol,
} from '#libs/cluster-model'
import { networkContains, parseNetwork } from '#libs/ip-address'
import { selects } from './label-selection.js'
import { isPoliced, namespaceLabels } from './policed-pods.js'

/** One end of a connection: a pod, or an address that belongs to none. */
export type End = { readonly kind: 'pod'; readonly pod: Pod } | { readonly kind: 'address'; readonly address: string }

/** What a connection is made to: a number, or a named port of the destination pod. */
export interface Destination {
  readonly port: number
  readonly protocol: Protocol
}

/** True when a rule lets the peer through: its peers AND its ports; absent or empty lists are no limit. */
export function ruleMatches(
  state: ClusterState,
  policyNamespace: string,
  { peers, ports }: NetworkPolicyRule,
  peer: End,
  target: End,
  destination: Destination,
): boolean {
  const isPeer =
    (peers ?? []).length === 0 || (peers ?? []).some((entry) => peerMatches(state, policyNamespace, entry, peer))
  return isPeer && portMatches(ports, target, destination)
}

/** One entry of `from` or `to`: its selectors AND; an ipBlock stands alone. */
export function peerMatches(
  state: ClusterState,
  policyNamespace: string,
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  peer: End,
): boolean {
  if (ipBlock !== undefined) return addressesOf(peer).some((address) => inBlock(ipBlock, address))
  // A host-network pod is its node's address to others: selectors do not see it.
  if (peer.kind === 'address' || !isPoliced(peer.pod)) return false
  const { pod } = peer
  const isInNamespace = inPeerNamespace(state, policyNamespace, { namespaceSelector }, pod.namespace)
  return isInNamespace && (podSelector === undefined || selects(podSelector, pod.labels))
}

/** True when a peer's selectors are about the pods of a namespace: those that it selects, else the policy's own. */
export function inPeerNamespace(
  state: ClusterState,
  policyNamespace: string,
  { namespaceSelector }: Pick<NetworkPolicyPeer, 'namespaceSelector'>,
  namespace: string,
): boolean {
  if (namespaceSelector === undefined) return namespace === policyNamespace
  return selects(namespaceSelector, namespaceLabels(state, namespace))
}

function inBlock({ cidr, except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>, address: string): boolean {
  const contains = (text: string): boolean => {
    const network = parseNetwork(text)
    return network !== undefined && networkContains(network, address)
  }
  return contains(cidr) && !except.some(contains)
}

function addressesOf(end: End): readonly string[] {
  return end.kind === 'address' ? [end.address] : (end.pod.podIPs ?? [])
}

/** The protocol defaults to TCP; a named port is looked up in the destination pod, with its protocol. */
function portMatches(
  ports: readonly NetworkPolicyPort[] | undefined,
  target: End,
  { port, protocol }: Destination,
): boolean {
  if (ports === undefined || ports.length === 0) return true
  return ports.some((entry) => {
    if ((entry.protocol ?? 'TCP') !== protocol) return false
    if (entry.port === undefined) return true
    if (typeof entry.port === 'number') return port >= entry.port && port <= (entry.endPort ?? entry.port)
    return target.kind === 'pod' && namedPorts(target.pod, entry.port, protocol).includes(port)
  })
}

/** The numbers that a port name stands for in a pod. */
export function namedPorts(pod: Pod, name: string, protocol: Protocol): readonly number[] {
  return (pod.spec.ports ?? [])
    .filter((port) => port.name === name && port.protocol === protocol)
    .map(({ port }) => port)
}
