import type { ApiClient } from './api-client.js'
import { ApiFailure, failureOf } from './api-failure.js'
import { jsonLines } from './json-lines.js'
import { resourcePath, type Resource } from './resource.js'

/** What a collection says, in order. */
export type CollectionEvent =
  /** The server took the watch: it is there. */
  | { readonly kind: 'watching' }
  /** A list begins: what was known of the collection is to be compared with it. */
  | { readonly kind: 'list-begins' }
  /** An object as it is now, in the list or after it. */
  | { readonly kind: 'object'; readonly object: unknown; readonly version: string | undefined }
  | { readonly kind: 'deleted'; readonly object: unknown; readonly version: string | undefined }
  /** The list was given whole: objects that were not in it do not exist. */
  | { readonly kind: 'list-ends'; readonly version: string }
  /** Nothing happened up to this version. */
  | { readonly kind: 'bookmark'; readonly version: string }

/** Objects in a page of a list, where the server does not stream it. */
const PAGE = 500
/** The server sends bookmarks about once a minute, so silence for longer means that the connection is dead. */
const SILENCE = 90_000
/** Seconds after which the server ends a watch; spread, so that not all watches of all clients end together. */
const SHORTEST_WATCH = 300
const LONGEST_WATCH = 600

export interface CollectionOptions {
  readonly client: ApiClient
  /** From 0 up to and without 1. */
  readonly random: () => number
}

/** How one server gives its lists, as far as it is known; shared by all collections. */
export interface ServerHabits {
  /** It refused to stream a list (before Kubernetes 1.32, or switched off). */
  streamsNoLists?: true
}

/**
 * What happens to a collection from a version on; without one, first what it holds. Ends when the server ends the watch, which it
 * does every few minutes.
 * @throws ApiFailure: 410 when the version is too old to go on from
 */
export async function* collectionEvents(
  resource: Resource,
  since: string | undefined,
  options: CollectionOptions,
  habits: ServerHabits,
  signal: AbortSignal,
): AsyncGenerator<CollectionEvent> {
  if (since !== undefined) return yield* watched(resource, { resourceVersion: since }, options, signal)
  yield { kind: 'list-begins' }
  if (habits.streamsNoLists === undefined) {
    try {
      const initial = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', resourceVersion: '' }
      return yield* watched(resource, initial, options, signal)
    } catch (error) {
      // Older servers call the parameter invalid; nothing of the list has come then.
      if (!(error instanceof ApiFailure && (error.status === 400 || error.status === 422))) throw error
      habits.streamsNoLists = true
    }
  }
  const version = yield* listed(resource, options.client, signal)
  yield* watched(resource, { resourceVersion: version }, options, signal)
}

/** The pages of one consistent list, from the newest data, so never older than what was seen before. */
async function* listed(
  resource: Resource,
  client: ApiClient,
  signal: AbortSignal,
): AsyncGenerator<CollectionEvent, string> {
  let version = ''
  let next: string | undefined
  do {
    const query = { limit: String(PAGE), ...(next === undefined ? {} : { continue: next }) }
    const { items = [], metadata } = (await client.json(resourcePath(resource, query), signal)) as ListPage
    for (const object of items) {
      // Objects in a list do not say what they are.
      const typed = Object.assign(object, { kind: resource.kind, apiVersion: resource.apiVersion })
      yield { kind: 'object', object: typed, version: undefined }
    }
    version = metadata?.resourceVersion ?? version
    next = metadata?.continue === '' ? undefined : metadata?.continue
  } while (next !== undefined)
  if (version === '') throw new ApiFailure(0, 'The list has no resourceVersion.')
  yield { kind: 'list-ends', version }
  return version
}

interface ListPage {
  readonly items?: readonly object[]
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
}

async function* watched(
  resource: Resource,
  from: Readonly<Record<string, string>>,
  { client, random }: CollectionOptions,
  signal: AbortSignal,
): AsyncGenerator<CollectionEvent> {
  const timeoutSeconds = String(Math.round(SHORTEST_WATCH + random() * (LONGEST_WATCH - SHORTEST_WATCH)))
  const query = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds, ...from }
  const octets = await client.open(resourcePath(resource, query), signal, SILENCE)
  yield { kind: 'watching' }
  for await (const line of jsonLines(octets)) yield watchEvent(line)
}

const END_OF_LIST = 'k8s.io/initial-events-end'

function watchEvent(line: unknown): CollectionEvent {
  const { type, object } = line as { readonly type?: unknown; readonly object?: WatchedObject }
  const version = object?.metadata?.resourceVersion
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'object', object, version }
    case 'DELETED':
      return { kind: 'deleted', object, version }
    case 'BOOKMARK':
      if (version === undefined) throw new ApiFailure(0, 'A bookmark without a resourceVersion.')
      return { kind: object?.metadata?.annotations?.[END_OF_LIST] === 'true' ? 'list-ends' : 'bookmark', version }
    case 'ERROR':
      throw failureOf(200, object)
    default:
      throw new ApiFailure(0, `A watch event of unknown type ${JSON.stringify(type)}.`)
  }
}

interface WatchedObject {
  readonly metadata?: {
    readonly resourceVersion?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
}
