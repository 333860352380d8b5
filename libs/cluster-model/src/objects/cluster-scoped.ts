import type { ObjectMeta } from './metadata.js'

/** Namespaces count as objects by name and labels; `namespace` is empty. */
export interface Namespace extends ObjectMeta {
  readonly kind: 'Namespace'
  /** status.phase is Terminating. */
  readonly terminating?: true
}

export interface Node extends ObjectMeta {
  readonly kind: 'Node'
  readonly addresses?: readonly { readonly type: string; readonly address: string }[]
  readonly podCIDRs?: readonly string[]
  /** spec.unschedulable. */
  readonly unschedulable?: true
  /** The Ready condition is True. */
  readonly ready?: true
}
