import {
  findObject,
  keyText,
  objectText,
  sameValue,
  type ClusterState,
  type Commit,
  type Endpoint,
  type Interner,
  type ObjectChange,
  type ObjectKey,
  type SlimObject,
} from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { fieldsOf, type LoggedChange, type ObjectFields } from './change-body.js'
import type { LoggedCommit } from './commit-codec.js'
import { SHARED_FIELDS } from './checkpoint.js'
import { applyDifference, reversed } from './endpoint-difference.js'

/**
 * The whole commit, from the state before it.
 * @param interner of the replay: what its objects have in common is then shared, as it was when they were first seen
 * @throws NamescopeError `log-corrupt` when the commit was not made from this state
 */
export function commitForwards(before: ClusterState, logged: LoggedCommit, interner?: Interner): Commit {
  return { ...logged, changes: joinForwards(before, logged.changes, interner) }
}

/**
 * The whole commit, from the state after it: what `revert` takes to go back over it.
 * @param interner as for `commitForwards`
 * @throws NamescopeError `log-corrupt` when the commit does not lead to this state
 */
export function commitBackwards(after: ClusterState, logged: LoggedCommit, interner?: Interner): Commit {
  const backwards = joinForwards(after, logged.changes.map(inverse).reverse(), interner)
  const changes = backwards.reverse().map((change) => {
    const { before, after: was, ...rest } = change
    return {
      ...rest,
      ...(was === undefined ? {} : { before: was }),
      ...(before === undefined ? {} : { after: before }),
    }
  })
  return { ...logged, changes }
}

function joinForwards(state: ClusterState, changes: readonly LoggedChange[], interner?: Interner): ObjectChange[] {
  // One object may change more than once within a commit.
  const touched = new Map<string, SlimObject | undefined>()
  return changes.map((change) => {
    const { key, evidence } = change
    const text = keyText(key)
    const before = touched.has(text) ? touched.get(text) : findObject(state, key)
    const after = objectAfter(before, change, interner)
    touched.set(text, after)
    return {
      key,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(evidence === undefined ? {} : { evidence }),
    }
  })
}

function inverse(change: LoggedChange): LoggedChange {
  if (change.operation === 'create') return { ...change, operation: 'delete' }
  if (change.operation === 'delete') return { ...change, operation: 'create' }
  const { before, after, endpoints, ...rest } = change
  return {
    ...rest,
    before: after,
    after: before,
    ...(endpoints === undefined ? {} : { endpoints: reversed(endpoints) }),
  }
}

function objectAfter(
  object: SlimObject | undefined,
  change: LoggedChange,
  interner?: Interner,
): SlimObject | undefined {
  const { key } = change
  if (change.operation === 'create') {
    if (object !== undefined) throw misfit(key, 'is created, but exists already')
    return objectFrom(key, change.fields, interner)
  }
  if (object === undefined) throw misfit(key, 'is changed, but does not exist')
  if (change.operation === 'delete') {
    if (!sameValue(fieldsOf(object), change.fields)) throw misfit(key, 'is deleted, but looks different')
    return undefined
  }
  return updated(object, change, interner)
}

function updated(object: SlimObject, change: LoggedChange & { operation: 'update' }, interner?: Interner): SlimObject {
  const { key, before, after, endpoints } = change
  const fields: Record<string, unknown> = { ...fieldsOf(object) }
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!sameValue(fields[field], before[field])) throw misfit(key, `is changed, but its ${field} looks different`)
    if (Object.hasOwn(after, field)) fields[field] = after[field]
    else delete fields[field]
  }
  if (endpoints !== undefined) {
    const list = applyDifference((fields['endpoints'] ?? []) as readonly Endpoint[], endpoints)
    if (list === undefined) throw misfit(key, 'is changed, but its endpoints look different')
    fields['endpoints'] = list
  }
  return objectFrom(key, fields, interner)
}

function objectFrom({ kind, namespace, name }: ObjectKey, fields: ObjectFields, interner?: Interner): SlimObject {
  const object: Record<string, unknown> = { ...fields, kind, namespace: interner?.text(namespace) ?? namespace, name }
  if (interner !== undefined) {
    for (const field in object) {
      if (SHARED_FIELDS.has(field)) object[field] = interner.share(object[field] as object | undefined)
    }
  }
  return object as unknown as SlimObject
}

function misfit(key: ObjectKey, what: string): NamescopeError {
  return new NamescopeError(
    'log-corrupt',
    `The log does not fit the state it is replayed on: ${objectText(key)} ${what}.`,
  )
}
