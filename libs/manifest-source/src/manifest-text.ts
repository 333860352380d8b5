import { withoutSecrets } from '#libs/corefile'
import {
  Interner,
  listItems,
  objectKey,
  slimObject,
  type ChangeEvidence,
  type ObjectKey,
  type ObjectProblem,
  type SlimObject,
  type SlimOptions,
  type SourceProblem,
  type UnknownKind,
} from '#libs/cluster-model'
import { pieceValue, type PieceValue } from './piece-value.js'
import type { Piece } from './piece.js'
import { pieces } from './pieces.js'

/** Lists within Lists. Deeper ones count as an unknown kind. */
const DEEPEST_LIST = 8

/** One object of a manifest, and where it stands. */
export interface ManifestObject {
  readonly object: SlimObject
  readonly evidence?: ChangeEvidence
  readonly file: string
  /** The first line of the object, counted from 1. */
  readonly line: number
}

/** Which object a manifest names, and where. */
export interface ManifestKey {
  readonly key: ObjectKey
  readonly file: string
  readonly line: number
}

/** A document of a kind that is not read, or never kept. */
export interface PassedOver {
  readonly kind: UnknownKind | 'Secret'
  readonly file: string
  readonly line: number
}

/** What one text holds, in its order. */
export interface TextContent<T> {
  readonly found: T[]
  readonly passedOver: PassedOver[]
  readonly problems: SourceProblem[]
}

/** What is made of each object of a text. */
export type ReadObject<T> = (
  raw: unknown,
  place: { file: string; line: number },
) => { readonly found: T } | { readonly notKept: string } | UnknownKind | { readonly problem: ObjectProblem }

/** Reads each object whole. */
export function objectReader(options: Partial<SlimOptions>): ReadObject<ManifestObject> {
  const slimOptions = { redactCorefile: withoutSecrets, ...options, interner: options.interner ?? new Interner() }
  return (raw, { file, line }) => {
    const result = slimObject(raw, slimOptions)
    return 'object' in result ? { found: { ...result, file, line } } : result
  }
}

/** Reads only which object it is: for lists of objects to delete. */
export const keyReader: ReadObject<ManifestKey> = (raw, place) => {
  const result = objectKey(raw)
  return 'key' in result ? { found: { ...result, ...place } } : result
}

/** Reads a text piece by piece; between two pieces the caller may do something else. */
export function* readText<T>(text: string, file: string, read: ReadObject<T>): Generator<Piece, TextContent<T>> {
  const content: TextContent<T> = { found: [], passedOver: [], problems: [] }
  for (const piece of pieces(text)) {
    const value = pieceValue(piece)
    if ('error' in value) content.problems.push(unreadable(value.error, file, value.line))
    else readValue(value.value, '', 0, { value, file, read, content })
    yield piece
  }
  return content
}

interface Reading<T> {
  readonly value: Exclude<PieceValue, { error: string }>
  readonly file: string
  readonly read: ReadObject<T>
  readonly content: TextContent<T>
}

/** Reads the value at a path of a piece: an object, or a List of them. */
function readValue<T>(raw: unknown, path: string, depth: number, reading: Reading<T>): void {
  const { value, file, read, content } = reading
  if (path === '') for (const { key, line } of value.repeatedKeys) content.problems.push(repeatedKey(key, file, line))
  // A document of comments only.
  if (raw === null || raw === undefined) return
  const items = listItems(raw)
  if (items !== undefined && depth < DEEPEST_LIST) {
    const prefix = path === '' ? '' : `${path}.`
    items.forEach((item, index) => readValue(item, `${prefix}items[${index}]`, depth + 1, reading))
    return
  }
  const line = value.lineOf(path)
  if (!isManifest(raw)) {
    content.problems.push(notAnObject(file, line))
    return
  }
  const result = read(raw, { file, line })
  if ('found' in result) content.found.push(result.found)
  else if ('unknown' in result) content.passedOver.push({ kind: result, file, line })
  else if ('notKept' in result) {
    if (result.notKept === 'Secret') content.passedOver.push({ kind: 'Secret', file, line })
  } else {
    const { code, message, field = '' } = result.problem
    const place = value.lineOf(path === '' || field === '' ? path + field : `${path}.${field}`)
    content.problems.push({ severity: 'error', code, message: `${nameOf(raw)}: ${message}`, file, line: place, field })
  }
}

/** True for what means to be an object of the Kubernetes API. */
function isManifest(raw: unknown): raw is { kind: unknown; metadata?: unknown } {
  return typeof raw === 'object' && raw !== null && ('kind' in raw || 'apiVersion' in raw)
}

/** `Service shop/web`, as far as the object says. */
function nameOf(raw: { kind?: unknown; metadata?: unknown }): string {
  const kind = typeof raw.kind === 'string' ? raw.kind : 'Object'
  const metadata = raw.metadata
  if (typeof metadata !== 'object' || metadata === null) return kind
  const { namespace, name } = metadata as Record<string, unknown>
  if (typeof name !== 'string') return kind
  return typeof namespace === 'string' ? `${kind} ${namespace}/${name}` : `${kind} ${name}`
}

function unreadable(error: string, file: string, line: number): SourceProblem {
  return {
    severity: 'error',
    code: 'invalid-document',
    message: `The document can't be read: ${error}.`,
    file,
    line,
  }
}

function repeatedKey(key: string, file: string, line: number): SourceProblem {
  return {
    severity: 'warning',
    code: 'invalid-document',
    message: `The key ${JSON.stringify(key)} stands twice in one map; the later value is taken.`,
    file,
    line,
  }
}

function notAnObject(file: string, line: number): SourceProblem {
  return {
    severity: 'warning',
    code: 'ignored-document',
    message: 'This is not a Kubernetes object: apiVersion and kind are missing.',
    file,
    line,
  }
}
