import {
  isVisible,
  type ClusterState,
  type NetworkPolicy,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type NetworkPolicyRule,
  type Pod,
  type Scope,
} from '#libs/cluster-model'
import { parseNetwork } from '#libs/ip-address'
import { selectedGroups } from './pod-groups.js'
import { directionsOf, type Direction } from './policed-pods.js'
import { inPeerNamespace, namedPorts } from './rule-match.js'

/** Pods that share their labels stand together. */
type PodGroups = readonly (readonly Pod[])[]

/** One NetworkPolicy with what it comes to in this cluster. JSON-able. */
export interface PolicySummary {
  readonly namespace: string
  readonly name: string
  /** The directions in which it isolates its pods. */
  readonly isolates: readonly Direction[]
  /** Names of the pods that it selects, within its namespace. */
  readonly pods: readonly string[]
  readonly rules: readonly RuleSummary[]
}

export interface RuleSummary {
  readonly direction: Direction
  /** Its place in `ingress` or `egress`, from 0. */
  readonly rule: number
  /** How many pods that the caller may see are let through; absent for a rule without selectors (anyone, or address blocks). */
  readonly peerPods?: number
  /** Why the rule lets nobody through that the caller may see; absent when it may. */
  readonly matchesNothing?: string
}

/** What a policy comes to, as far as the caller may see. */
export function summaryOf(state: ClusterState, policy: NetworkPolicy, scope: Scope): PolicySummary {
  const own = selectedGroups(state.namespaces.get(policy.namespace)?.pods, [policy.podSelector])
  const isolates = directionsOf(policy)
  const rules = (direction: Direction, list: readonly NetworkPolicyRule[] = []): RuleSummary[] =>
    isolates.includes(direction)
      ? list.map((rule, index) => ruleOf(state, policy, direction, rule, index, own, scope))
      : []
  return {
    namespace: policy.namespace,
    name: policy.name,
    isolates,
    pods: own.flatMap((pods) => pods.map(({ name }) => name)).toSorted(),
    rules: [...rules('Ingress', policy.ingress), ...rules('Egress', policy.egress)],
  }
}

function ruleOf(
  state: ClusterState,
  policy: NetworkPolicy,
  direction: Direction,
  { peers = [], ports = [] }: NetworkPolicyRule,
  rule: number,
  own: PodGroups,
  scope: Scope,
): RuleSummary {
  const isBySelector = peers.length > 0 && peers.every(({ ipBlock }) => ipBlock === undefined)
  const letThrough = isBySelector ? podsLetThrough(state, policy.namespace, peers, scope) : []
  const targets = direction === 'Ingress' ? own : isBySelector ? letThrough : undefined
  const matchesNothing = whyNothing(peers, ports, isBySelector, letThrough, targets, scope)
  return {
    direction,
    rule,
    ...(isBySelector ? { peerPods: letThrough.reduce((count, pods) => count + pods.length, 0) } : undefined),
    ...(matchesNothing === undefined ? undefined : { matchesNothing }),
  }
}

/** Of the pods that the caller may see: whether others match would tell of them. Namespaces are chosen first, then their pods. */
function podsLetThrough(
  state: ClusterState,
  namespace: string,
  peers: readonly NetworkPolicyPeer[],
  scope: Scope,
): PodGroups {
  const found: (readonly Pod[])[] = []
  for (const [name, { pods }] of state.namespaces) {
    if (!isVisible(scope, name)) continue
    const selectors = peers
      .filter((peer) => inPeerNamespace(state, namespace, peer, name))
      .map(({ podSelector }) => podSelector)
    found.push(...selectedGroups(pods, selectors))
  }
  return found
}

/** `targets`: the pods whose ports the rule speaks of; absent when they are not known (any address outside). */
function whyNothing(
  peers: readonly NetworkPolicyPeer[],
  ports: readonly NetworkPolicyPort[],
  isBySelector: boolean,
  letThrough: PodGroups,
  targets: PodGroups | undefined,
  scope: Scope,
): string | undefined {
  const noPod = scope.all ? 'no pod' : 'no pod that you may see'
  if (isBySelector && letThrough.length === 0) return `its selectors match ${noPod}`
  const broken = peers.filter(({ ipBlock }) => ipBlock !== undefined && parseNetwork(ipBlock.cidr) === undefined)
  if (peers.length > 0 && broken.length === peers.length) return 'its address blocks are not valid'
  const isNobodysPort = ({ port, protocol = 'TCP' }: NetworkPolicyPort): boolean =>
    typeof port === 'string' &&
    targets !== undefined &&
    targets.every((pods) => pods.every((pod) => namedPorts(pod, port, protocol).length === 0))
  const names = ports.flatMap(({ port }) => (typeof port === 'string' ? [port] : []))
  if (ports.length > 0 && ports.every(isNobodysPort)) return `${noPod} has a port named ${names.join(' or ')}`
  return undefined
}
