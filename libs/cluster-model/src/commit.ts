import type { KindCoverage } from './coverage.js'
import type { Kind, SlimObject } from './objects/kinds.js'
import type { Revision } from './revision.js'
import type { Serials } from './serials.js'

/** Names one object within a cluster. `namespace` is empty for cluster-scoped kinds. */
export interface ObjectKey {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
}

/** `Service default/web`, for people; a cluster-scoped object has no namespace in it. */
export function objectText(key: ObjectKey): string {
  return key.namespace === '' ? `${key.kind} ${key.name}` : `${key.kind} ${key.namespace}/${key.name}`
}

/** Who and what stood behind one change, kept beside it and never in the object. */
export interface ChangeEvidence {
  readonly resourceVersion?: string
  /** metadata.managedFields: who wrote the object, by field manager. */
  readonly managers?: readonly FieldManager[]
  /** Where a manifest stands: file, and the line of the document. */
  readonly file?: string
  readonly line?: number
}

export interface FieldManager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource?: string
  /** Whole seconds since 1970. */
  readonly time?: number
}

/** One object before and after. Both absent is no change; both present is an update. */
export interface ObjectChange {
  readonly key: ObjectKey
  readonly before?: SlimObject
  readonly after?: SlimObject
  readonly evidence?: ChangeEvidence
}

/** Coverage of one kind from now on. */
export interface CoverageChange {
  readonly kind: Kind
  readonly before?: KindCoverage
  readonly after: KindCoverage
}

/**
 * What a source says, before it has a place in the history.
 * - `changes`: objects changed;
 * - `gap`: nobody was watching, from `gapSince` to `observedAt`; its changes are what the relist showed, observed late;
 * - `software`: the same objects, but rules derived otherwise after an upgrade of Namescope;
 * - `prune`, `redaction`: the history itself was cut or blotted out. They change no object.
 */
export interface Observation {
  readonly kind: 'changes' | 'gap' | 'software' | 'prune' | 'redaction'
  /** When it was seen: milliseconds since 1970. Never decreases within an epoch, whatever the clock does. */
  readonly observedAt: number
  /** For a gap: when the watch was lost, in milliseconds since 1970. */
  readonly gapSince?: number
  readonly changes: readonly ObjectChange[]
  readonly coverage?: readonly CoverageChange[]
  /** Several changes of one object were folded into one, because they came faster than they could be kept. */
  readonly coalesced?: true
  /** For people: `3 files of examples/tour`, `relist after 40 s`. */
  readonly note?: string
  /** Given by a follower of another Namescope: what the state stands for once this is applied. */
  readonly origin?: Origin
}

/** The place in the history of another Namescope that a follower has come to. */
export interface Origin {
  /** Its revision there; `cluster` is the name there. */
  readonly revision: Revision
  /** When it was observed there: milliseconds since 1970. Tells apart two histories that number alike. */
  readonly observedAt: number
  /** The serials there, which the follower takes over: every replica says the same. */
  readonly serials: Serials
  /** The kinds that are followed; absent when all are. Sorted. */
  readonly kinds?: readonly Kind[]
}

/** An observation in its place. The next state is `advance` of the one before. */
export interface Commit extends Observation {
  readonly revision: Revision
  /** Not made yet: a what-if on top of `revision`, which keeps its number. Never stored. */
  readonly proposed?: true
  /** The serials before it, for the way back. Set once applied. */
  readonly serialsBefore?: Serials
}
