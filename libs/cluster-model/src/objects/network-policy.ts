import type { LabelSelector, ObjectMeta, PortReference, Protocol } from './metadata.js'

/** networking.k8s.io/v1 NetworkPolicy. */
export interface NetworkPolicy extends ObjectMeta {
  readonly kind: 'NetworkPolicy'
  readonly podSelector: LabelSelector
  /** As written; absent means Ingress always, and Egress when there is an egress rule. */
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[]
  readonly ingress?: readonly NetworkPolicyRule[]
  readonly egress?: readonly NetworkPolicyRule[]
}

/** One rule of either direction. Absent peers: any peer; absent ports: any port. */
export interface NetworkPolicyRule {
  /** `from` of an ingress rule, `to` of an egress rule. */
  readonly peers?: readonly NetworkPolicyPeer[]
  readonly ports?: readonly NetworkPolicyPort[]
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector
  readonly namespaceSelector?: LabelSelector
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
}

export interface NetworkPolicyPort {
  /** Absent means TCP. */
  readonly protocol?: Protocol
  /** Absent means every port of the protocol. */
  readonly port?: PortReference
  readonly endPort?: number
}

/** policy.networking.k8s.io: who an administrator's policy is about, or whom it lets in or out. */
export interface AdminPeer {
  readonly namespaces?: LabelSelector
  readonly pods?: { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector }
  /** CIDRs. */
  readonly networks?: readonly string[]
  readonly nodes?: LabelSelector
  readonly domainNames?: readonly string[]
  /** A peer field that this version does not know: such a peer fails closed. */
  readonly unknown?: readonly string[]
}

export interface AdminPort {
  readonly protocol?: Protocol
  readonly port?: number
  readonly endPort?: number
  /** A named port of the destination pod. */
  readonly name?: string
}

export interface AdminRule {
  readonly name?: string
  /** v1alpha2 calls `Allow` `Accept`; kept as `Allow`. */
  readonly action: 'Allow' | 'Deny' | 'Pass'
  readonly peers: readonly AdminPeer[]
  readonly ports?: readonly AdminPort[]
}

/** AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2) in one form. */
export interface AdminPolicy extends ObjectMeta {
  readonly kind: 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' | 'ClusterNetworkPolicy'
  readonly tier: 'Admin' | 'Baseline'
  /** 0 to 1000, lower first. */
  readonly priority: number
  readonly subject: AdminPeer
  readonly ingress?: readonly AdminRule[]
  readonly egress?: readonly AdminRule[]
}
