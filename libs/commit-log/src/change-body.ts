import {
  FIELD_SET_VERSION,
  objectText,
  sameValue,
  type ChangeEvidence,
  type Endpoint,
  type ObjectChange,
  type ObjectKey,
  type SlimObject,
} from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { CODEC_VERSION, checkVersion } from './codec-version.js'
import { endpointDifference, type EndpointDifference } from './endpoint-difference.js'
import { PackedReader } from './packed-reader.js'
import { PackedWriter } from './packed-writer.js'

/** Top-level fields of a slim object; its kind, namespace and name stand in the key. */
export type ObjectFields = Readonly<Record<string, unknown>>

/** One change as the log keeps it. An update holds only what differs, so it needs the object itself to become whole again. */
export type LoggedChange = LoggedFacts & (LoggedWhole<'create'> | LoggedWhole<'delete'> | LoggedUpdate)

interface LoggedWhole<O> {
  readonly operation: O
  readonly fields: ObjectFields
}

interface LoggedUpdate {
  readonly operation: 'update'
  /** The fields that differ, as they were. A field that is in one of the two alone came or went. */
  readonly before: ObjectFields
  readonly after: ObjectFields
  /** The endpoints of an EndpointSlice, which are in neither of the two. */
  readonly endpoints?: EndpointDifference
}

interface LoggedFacts {
  readonly key: ObjectKey
  /** `FIELD_SET_VERSION` when it was written: a field that is younger was not looked at then. */
  readonly fieldSet: number
  readonly evidence?: ChangeEvidence
}

const CREATE = 0
const DELETE = 1
const UPDATE = 2

/**
 * The body of one change: codec version, then `[field set, operation, evidence or null, ...]`, where `...` is the fields of a
 * created or deleted object, or for an update the fields before, the fields after and, when they differ, the endpoints.
 * The key is not part of it.
 * @throws NamescopeError `invalid-argument` for a change with neither before nor after
 */
export function encodeChange(change: ObjectChange): Uint8Array {
  const writer = new PackedWriter()
  writer.write(CODEC_VERSION)
  writer.write([FIELD_SET_VERSION, ...operationOf(change, change.evidence ?? null)])
  return writer.finish()
}

/** @throws NamescopeError `log-corrupt` */
export function decodeChange(key: ObjectKey, body: Uint8Array): LoggedChange {
  const reader = new PackedReader(body)
  checkVersion(reader.read(), `a change of ${objectText(key)}`)
  const content = reader.read()
  reader.end()
  if (!Array.isArray(content)) throw unknownBody(key)
  const [fieldSet, operation, evidence, ...rest] = content as [number, number, ChangeEvidence | null, ...ObjectFields[]]
  const facts = { key, fieldSet, ...(evidence === null ? {} : { evidence }) }
  switch (operation) {
    case CREATE:
      return { ...facts, operation: 'create', fields: rest[0]! }
    case DELETE:
      return { ...facts, operation: 'delete', fields: rest[0]! }
    case UPDATE:
      return {
        ...facts,
        operation: 'update',
        before: rest[0]!,
        after: rest[1]!,
        ...(rest[2] === undefined ? {} : { endpoints: rest[2] as unknown as EndpointDifference }),
      }
    default:
      throw unknownBody(key)
  }
}

/** The fields of an object that its key does not hold. */
export function fieldsOf({ kind: _kind, namespace: _namespace, name: _name, ...fields }: SlimObject): ObjectFields {
  return fields
}

function operationOf({ key, before, after }: ObjectChange, evidence: ChangeEvidence | null): readonly unknown[] {
  if (before !== undefined && after !== undefined) return [UPDATE, evidence, ...updateOf(before, after)]
  if (after !== undefined) return [CREATE, evidence, fieldsOf(after)]
  if (before !== undefined) return [DELETE, evidence, fieldsOf(before)]
  throw new NamescopeError(
    'invalid-argument',
    `A change of ${objectText(key)} needs the object before, after, or both.`,
  )
}

function updateOf(before: SlimObject, after: SlimObject): readonly unknown[] {
  const old = fieldsOf(before)
  const now = fieldsOf(after)
  const oldDiffering: Record<string, unknown> = {}
  const nowDiffering: Record<string, unknown> = {}
  let endpoints: EndpointDifference | undefined
  for (const field of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (old[field] === now[field] || sameValue(old[field], now[field])) continue
    if (before.kind === 'EndpointSlice' && field === 'endpoints') {
      endpoints = endpointDifference(old[field] as readonly Endpoint[], now[field] as readonly Endpoint[])
      continue
    }
    oldDiffering[field] = old[field]
    nowDiffering[field] = now[field]
  }
  return endpoints === undefined ? [oldDiffering, nowDiffering] : [oldDiffering, nowDiffering, endpoints]
}

function unknownBody(key: ObjectKey): NamescopeError {
  return new NamescopeError(
    'log-corrupt',
    `The stored change of ${objectText(key)} has a form that no version ever wrote.`,
  )
}
