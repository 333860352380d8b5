import {
  isSynced,
  type ClusterState,
  type Coverage,
  type Kind,
  type NetworkPolicy,
  type Pod,
} from '#libs/cluster-model'
import { isolatingPolicies, type Direction } from './policed-pods.js'
import { ruleMatches, type Destination, type End } from './rule-match.js'

/** `not-applicable`: policies are not about this traffic; `undecidable`: a fact is missing, and `missing` names it. */
export type Verdict = 'allowed' | 'denied' | 'not-applicable' | 'undecidable'

/** Whether a connection gets through, and which rule decided at each end. JSON-able. */
export interface ConnectionVerdict {
  readonly verdict: Verdict
  readonly egress: DirectionVerdict
  readonly ingress: DirectionVerdict
  /** The fact that was missing. */
  readonly missing?: string
  /** What depends on the network plugin, or was assumed. */
  readonly notes: readonly string[]
}

/** One end's say. */
export interface DirectionVerdict {
  readonly verdict: Verdict
  /** One sentence. */
  readonly text: string
  /** The policies that isolate the pod in this direction, as `namespace/name`. */
  readonly isolatedBy: readonly string[]
  /** The rule that lets the connection through. */
  readonly allowedBy?: DecidingRule
}

export interface DecidingRule {
  /** `namespace/name` */
  readonly policy: string
  readonly direction: Direction
  /** The rule's place in `ingress` or `egress`, from 0. */
  readonly rule: number
}

const POLICY_KINDS: readonly Kind[] = ['NetworkPolicy', 'Pod', 'Namespace']
const NOT_ENFORCED = 'A network plugin without policies (flannel, older kindnet) enforces none of this.'

/**
 * Whether a connection gets through under the cluster's NetworkPolicies (networking.k8s.io/v1): the source's egress and the
 * destination's ingress must both allow it; replies are implied.
 */
export function connectionVerdict(
  state: ClusterState,
  coverage: Coverage,
  from: End,
  to: End,
  destination: Destination,
): ConnectionVerdict {
  const missing = missingKind(coverage)
  if (missing !== undefined) return undecidable(missing)
  if (isSame(from, to)) return open('A pod always reaches itself.', [NOT_ENFORCED])
  if (isOwnNode(from, to)) return open("A node always reaches its own pods (the kubelet's probes).", [NOT_ENFORCED])
  const egress = directionVerdict(state, 'Egress', from, to, destination)
  const ingress = directionVerdict(state, 'Ingress', to, from, destination)
  const notes = [...hostNetworkNotes([from, to]), NOT_ENFORCED]
  const isDenied = egress.verdict === 'denied' || ingress.verdict === 'denied'
  const isNobodys = egress.verdict === 'not-applicable' && ingress.verdict === 'not-applicable'
  return { verdict: isDenied ? 'denied' : isNobodys ? 'not-applicable' : 'allowed', egress, ingress, notes }
}

/** One end's say: not isolated allows everything; isolated allows what any rule of any isolating policy allows. */
function directionVerdict(
  state: ClusterState,
  direction: Direction,
  end: End,
  peer: End,
  destination: Destination,
): DirectionVerdict {
  if (end.kind === 'address') {
    return { verdict: 'not-applicable', text: `${end.address} is no pod: no policy is about it.`, isolatedBy: [] }
  }
  const { pod } = end
  if (pod.spec.hostNetwork) {
    const text = `${podText(pod)} uses the host network: policies are not about it.`
    return { verdict: 'not-applicable', text, isolatedBy: [] }
  }
  const policies = isolatingPolicies(state, pod, direction)
  const isolatedBy = policies.map(policyText)
  const what = direction.toLowerCase()
  if (policies.length === 0) {
    return { verdict: 'allowed', text: `No policy isolates ${podText(pod)} for ${what}.`, isolatedBy }
  }
  // Ports are the destination's, whichever end's policy names them.
  const target = direction === 'Ingress' ? end : peer
  for (const policy of policies) {
    const rules = (direction === 'Ingress' ? policy.ingress : policy.egress) ?? []
    const rule = rules.findIndex((candidate) =>
      ruleMatches(state, policy.namespace, candidate, peer, target, destination),
    )
    if (rule === -1) continue
    const text = `${what} rule ${rule} of policy ${policyText(policy)} allows it.`
    return { verdict: 'allowed', text, isolatedBy, allowedBy: { policy: policyText(policy), direction, rule } }
  }
  const text = `${podText(pod)} is isolated for ${what} by ${isolatedBy.join(', ')}, and no rule of these allows it.`
  return { verdict: 'denied', text, isolatedBy }
}

/** The kind of object without which nothing can be said of policies, as a missing fact; `undefined` when all are known. */
export function missingKind(coverage: Coverage): string | undefined {
  const missing = POLICY_KINDS.find((kind) => !isSynced(coverage, [kind]))
  return missing === undefined ? undefined : `${missing}: this kind is not known completely`
}

/** The verdict for want of a fact. */
export function undecidable(missing: string): ConnectionVerdict {
  const unknown: DirectionVerdict = { verdict: 'undecidable', text: `Not known: ${missing}.`, isolatedBy: [] }
  return { verdict: 'undecidable', egress: unknown, ingress: unknown, missing, notes: [] }
}

function open(text: string, notes: readonly string[]): ConnectionVerdict {
  const end: DirectionVerdict = { verdict: 'allowed', text, isolatedBy: [] }
  return { verdict: 'allowed', egress: end, ingress: end, notes }
}

function isSame(from: End, to: End): boolean {
  return (
    from.kind === 'pod' && to.kind === 'pod' && from.pod.namespace === to.pod.namespace && from.pod.name === to.pod.name
  )
}

function isOwnNode(from: End, to: End): boolean {
  return from.kind === 'address' && to.kind === 'pod' && (to.pod.hostIPs ?? []).includes(from.address)
}

function hostNetworkNotes(ends: readonly End[]): string[] {
  return ends.flatMap((end) =>
    end.kind === 'pod' && end.pod.spec.hostNetwork
      ? [`${podText(end.pod)} uses the host network: what policies make of it depends on the network plugin.`]
      : [],
  )
}

function podText(pod: Pod): string {
  return `Pod ${pod.namespace}/${pod.name}`
}

function policyText({ namespace, name }: NetworkPolicy): string {
  return `${namespace}/${name}`
}
