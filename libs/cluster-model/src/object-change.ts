import type { ChangeEvidence, ObjectChange, ObjectKey } from './commit.js'
import type { Kind, SlimObject } from './objects/kinds.js'
import { findObject, type ClusterState } from './state/cluster-state.js'

/** The key of an object. */
export function keyOf(object: SlimObject): ObjectKey {
  return { kind: object.kind, namespace: object.namespace, name: object.name }
}

/** A text that is equal for equal keys; no part of a key can hold a `|`. */
export function keyText(key: ObjectKey): string {
  return `${key.kind}|${key.namespace}|${key.name}`
}

/**
 * The change that makes the object stand in the state as given (or, for `undefined`, be gone). `undefined` when nothing would
 * change: heartbeats, status noise and relists of an unchanged cluster make no commit.
 */
export function changeTo(
  state: ClusterState,
  key: ObjectKey,
  after: SlimObject | undefined,
  evidence?: ChangeEvidence,
): ObjectChange | undefined {
  const before = findObject(state, key as ObjectKey & { kind: Kind })
  if (before === after || (before !== undefined && after !== undefined && sameValue(before, after))) return undefined
  return {
    key,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(evidence === undefined ? {} : { evidence }),
  }
}

/** Deep equality of JSON-able values; the order of fields does not count, an absent field equals an undefined one. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]))
  }
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  return (
    fieldsEqual(left, right) &&
    Object.keys(right).every((field) => right[field] === undefined || own(left, field) !== undefined)
  )
}

function fieldsEqual(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  return Object.keys(left).every((field) => sameValue(left[field], own(right, field)))
}

/** Keys come from users: `constructor` and the like must not be found where they were not put. */
function own(object: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined
}
