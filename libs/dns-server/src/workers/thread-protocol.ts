import type { ErrorCode } from '#libs/errors'
import type { SocketAddress } from '../listen-error.js'
import type { TableSize } from '../packed/table-memory.js'
import type { Batch } from './batch.js'

/** What a worker is started with. The buffers are shared with the main thread. */
export interface WorkerStart {
  readonly table: SharedArrayBuffer
  readonly tableSize: TableSize
  readonly counts: SharedArrayBuffer
  readonly addresses: readonly SocketAddress[]
  /** From which the worker draws its random numbers. Not 0. */
  readonly seed: number
}

/** Questions for which no reply lay ready, with where they came from. The worker sends no other batch before it has `answers`. */
export interface QuestionBatch extends Batch {
  readonly hosts: readonly string[]
  readonly ports: readonly number[]
}

export type FromWorker =
  | { readonly kind: 'listening' }
  /** It can't listen. Errors that cross between threads lose what they have beside their message. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'questions'; readonly batch: QuestionBatch }
  | { readonly kind: 'dropped'; readonly messages: number }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'drained' }

export type ToWorker =
  /** What could be answered at once of the batch sent last: another one may follow. */
  | { readonly kind: 'answers'; readonly batch: Batch }
  /** What upstreams brought for earlier batches. */
  | { readonly kind: 'late-answers'; readonly batch: Batch }
  | { readonly kind: 'drain' }
