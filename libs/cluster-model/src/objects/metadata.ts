/** Labels or annotations. Interned: equal maps share one object. */
export type StringMap = Readonly<Record<string, string>>

/** Who owns an object (metadata.ownerReferences). Owners live in the same namespace or are cluster-scoped. */
export interface OwnerReference {
  readonly kind: string
  readonly name: string
  readonly uid?: string
  /** True for the owner that manages the object: at most one. */
  readonly controller?: true
}

/** What is kept of every object's metadata. Fields at their default are absent, here and in all slim objects. */
export interface ObjectMeta {
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string
  readonly name: string
  readonly uid?: string
  /** metadata.creationTimestamp, in whole seconds since 1970. */
  readonly createdAt?: number
  /** metadata.deletionTimestamp, in whole seconds since 1970. */
  readonly deletedAt?: number
  readonly labels?: StringMap
  /** Only keys on the allow-list (`slim/annotations.ts`). */
  readonly annotations?: StringMap
  readonly owners?: readonly OwnerReference[]
  /** Derived by `controllers` from manifests, not seen in any source. */
  readonly derived?: true
}

/** metav1.LabelSelector. An empty one selects everything; an absent one, where the API allows it, nothing. */
export interface LabelSelector {
  readonly matchLabels?: StringMap
  readonly matchExpressions?: readonly LabelRequirement[]
}

export interface LabelRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values?: readonly string[]
}

/** A port by number or by name (intstr.IntOrString). */
export type PortReference = number | string

export type Protocol = 'TCP' | 'UDP' | 'SCTP'
