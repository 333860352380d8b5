import { KINDS, type Kind, type ObjectKey, type SlimObject, type SourceProblem } from '#libs/cluster-model'
import { NamescopeError, type ErrorCode } from '#libs/errors'
import { parseManifest, parseManifestKeys } from './parse-manifest.js'

/** What is proposed, as a request carries it. */
export interface RawProposals {
  /** Manifest text, Kubernetes objects, or named texts; one or a list. */
  readonly apply?: unknown
  /** The same, of which only kind and metadata count; or keys: `{kind, namespace, name}`. */
  readonly delete?: unknown
}

/** One thing that would be done to a cluster. */
export type Proposal = { readonly apply: SlimObject } | { readonly delete: ObjectKey }

interface NamedText {
  readonly file: string
  readonly text: string
}

/**
 * The changes that a request proposes. What is deleted goes before what is applied comes, so that an object can be made anew.
 * @throws NamescopeError for the first document that can't be taken, with its place: half a change would mislead
 */
export function readProposals({ apply, delete: remove }: RawProposals): Proposal[] {
  const deletions = textsOf(remove, 'delete').flatMap(({ file, text }) => {
    const { keys, problems } = parseManifestKeys(text, file)
    refuse(problems)
    return keys.map(({ key }): Proposal => ({ delete: key }))
  })
  const applications = textsOf(apply, 'apply').flatMap(({ file, text }) => {
    const { objects, problems } = parseManifest(text, file)
    refuse(problems)
    return objects.map(({ object }): Proposal => ({ apply: object }))
  })
  if (deletions.length + applications.length > 0) return [...deletions, ...applications]
  const message = 'Nothing is proposed: give objects to "apply", or objects to "delete".'
  throw new NamescopeError('invalid-argument', message, { field: 'apply' })
}

/** Everything as text, because the one parser of manifests reads texts; JSON is YAML. */
function textsOf(given: unknown, field: 'apply' | 'delete'): NamedText[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) return [textOf(given, field)]
  return given.map((item, i) => textOf(item, `${field}[${i}]`))
}

function textOf(item: unknown, place: string): NamedText {
  if (typeof item === 'string') return { file: place, text: item }
  if (!isRecord(item)) {
    const message = 'Give a Kubernetes object, the text of a manifest, or {"file": "...", "text": "..."}.'
    throw new NamescopeError('invalid-document', message, { field: place })
  }
  const { file, text } = item
  if (typeof text === 'string') return { file: typeof file === 'string' ? file : place, text }
  return { file: place, text: JSON.stringify('metadata' in item ? item : manifestOfKey(item, place)) }
}

/** A key in the form of a manifest. */
function manifestOfKey({ kind, namespace, name }: Record<string, unknown>, place: string): object {
  const known = Object.hasOwn(KINDS, String(kind)) ? KINDS[kind as Kind] : undefined
  const [version] = known?.versions ?? []
  if (known === undefined || version === undefined) {
    const message = `"${String(kind)}" is not a kind that is read; name one such as Service.`
    throw new NamescopeError('invalid-object', message, { field: `${place}.kind` })
  }
  const apiVersion = known.group === '' ? version : `${known.group}/${version}`
  return { apiVersion, kind, metadata: { namespace, name } }
}

function refuse(problems: readonly SourceProblem[]): void {
  const error = problems.find(({ severity }) => severity === 'error')
  if (error === undefined) return
  const { code, message, severity: _severity, ...place } = error
  throw new NamescopeError(code as ErrorCode, message, place)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
