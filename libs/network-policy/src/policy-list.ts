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
import { directionsOf, policiesOf, selectedPods, type Direction } from './policed-pods.js'
import { pinOf, type PolicyPin, type PolicyView } from './policy-view.js'
import { namedPorts, peerMatches } from './rule-match.js'
import { missingKind } from './verdict.js'

/** The policies of one revision. JSON-able. */
export interface PolicyList extends PolicyPin {
  readonly policies: readonly PolicySummary[]
  /** The kind of object that is not known completely, so that the list may not be either. */
  readonly missing?: string
}

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

/** The policies of a view, with how far it is known. */
export function policyList(view: PolicyView, scope: Scope, namespace?: string): PolicyList {
  const missing = missingKind(view.coverage)
  return {
    ...pinOf(view),
    policies: listPolicies(view.state, scope, namespace),
    ...(missing === undefined ? undefined : { missing }),
  }
}

/** The policies of the namespaces that the caller may see, by namespace and name. */
export function listPolicies(state: ClusterState, scope: Scope, namespace?: string): PolicySummary[] {
  const namespaces = namespace === undefined ? [...state.namespaces.keys()].toSorted() : [namespace]
  return namespaces
    .filter((name) => isVisible(scope, name))
    .flatMap((name) => policiesOf(state, name).map((policy) => summaryOf(state, policy, scope)))
}

function summaryOf(state: ClusterState, policy: NetworkPolicy, scope: Scope): PolicySummary {
  const pods = selectedPods(state, policy.namespace, policy.podSelector)
  const isolates = directionsOf(policy)
  const rules = (direction: Direction, list: readonly NetworkPolicyRule[] = []): RuleSummary[] =>
    isolates.includes(direction)
      ? list.map((rule, index) => ruleOf(state, policy, direction, rule, index, pods, scope))
      : []
  return {
    namespace: policy.namespace,
    name: policy.name,
    isolates,
    pods: pods.map(({ name }) => name),
    rules: [...rules('Ingress', policy.ingress), ...rules('Egress', policy.egress)],
  }
}

function ruleOf(
  state: ClusterState,
  policy: NetworkPolicy,
  direction: Direction,
  { peers = [], ports = [] }: NetworkPolicyRule,
  rule: number,
  pods: readonly Pod[],
  scope: Scope,
): RuleSummary {
  const isBySelector = peers.length > 0 && peers.every(({ ipBlock }) => ipBlock === undefined)
  const letThrough = isBySelector ? podsLetThrough(state, policy.namespace, peers, scope) : []
  const targets = direction === 'Ingress' ? pods : isBySelector ? letThrough : undefined
  const matchesNothing = whyNothing(peers, ports, isBySelector, letThrough, targets, scope)
  return {
    direction,
    rule,
    ...(isBySelector ? { peerPods: letThrough.length } : undefined),
    ...(matchesNothing === undefined ? undefined : { matchesNothing }),
  }
}

/** Of the pods that the caller may see: whether others match would tell of them. */
function podsLetThrough(
  state: ClusterState,
  namespace: string,
  peers: readonly NetworkPolicyPeer[],
  scope: Scope,
): Pod[] {
  const found: Pod[] = []
  for (const [name, inNamespace] of state.namespaces) {
    if (!isVisible(scope, name)) continue
    for (const pod of inNamespace.pods.values()) {
      if (peers.some((peer) => peerMatches(state, namespace, peer, { kind: 'pod', pod }))) found.push(pod)
    }
  }
  return found
}

/** `targets`: the pods whose ports the rule speaks of; absent when they are not known (any address outside). */
function whyNothing(
  peers: readonly NetworkPolicyPeer[],
  ports: readonly NetworkPolicyPort[],
  isBySelector: boolean,
  letThrough: readonly Pod[],
  targets: readonly Pod[] | undefined,
  scope: Scope,
): string | undefined {
  const noPod = scope.all ? 'no pod' : 'no pod that you may see'
  if (isBySelector && letThrough.length === 0) return `its selectors match ${noPod}`
  const broken = peers.filter(({ ipBlock }) => ipBlock !== undefined && parseNetwork(ipBlock.cidr) === undefined)
  if (peers.length > 0 && broken.length === peers.length) return 'its address blocks are not valid'
  const isNobodysPort = ({ port, protocol = 'TCP' }: NetworkPolicyPort): boolean =>
    typeof port === 'string' &&
    targets !== undefined &&
    targets.every((pod) => namedPorts(pod, port, protocol).length === 0)
  const names = ports.flatMap(({ port }) => (typeof port === 'string' ? [port] : []))
  if (ports.length > 0 && ports.every(isNobodysPort)) return `${noPod} has a port named ${names.join(' or ')}`
  return undefined
}
