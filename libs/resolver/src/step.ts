import type { CachePlugin, ForwardPlugin, ServerBlock } from '#libs/corefile'
import type { Answer, ExtendedError, Question, ResourceRecord, ResponseCode } from '#libs/dns-model'

/**
 * One step towards an answer. The resolver itself sends nothing: where an upstream must be asked it returns `ask`, and whoever
 * may use the network performs it and resumes. What-if and the past settle it as undecidable instead.
 */
export type Step =
  | {
      readonly kind: 'answer'
      readonly answer: Answer
      /** A code that no plugin wrote as a reply: the server writes it, past the plugins that change what is written. */
      readonly unwritten?: true
    }
  | {
      readonly kind: 'ask'
      readonly question: Question
      /** The forward stanza that passes it on. */
      readonly forward: ForwardPlugin
      /** The nearest `cache` that the reply passes: by its rules the reply may be kept. Absent: it must not be. */
      readonly cache?: { readonly plugin: CachePlugin; readonly server: ServerBlock }
      resume(reply: Reply): Step
    }

/** What came of an `ask`. */
export type Reply =
  | {
      readonly kind: 'reply'
      readonly message: UpstreamMessage
      /** It was kept by the rules of the ask's `cache`: its TTLs are what is left of them. */
      readonly kept?: true
    }
  /** No usable reply: time-out, no connection, no healthy upstream. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Beyond `max_concurrent`. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nobody may ask here: a what-if, the past, or a caller without upstreams. */
  | { readonly kind: 'undecidable' }

/** An upstream's message, read: what is passed on. */
export interface UpstreamMessage {
  readonly rcode: ResponseCode
  readonly authoritative: boolean
  readonly recursionAvailable: boolean
  readonly truncated: boolean
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
  readonly extendedError?: ExtendedError
}

/** A step that is over. */
export function done(answer: Answer): Step {
  return { kind: 'answer', answer }
}

/** A step that ends with a bare code, which CoreDNS's server turns into a reply itself. */
export function failed(answer: Answer): Step {
  return { kind: 'answer', answer, unwritten: true }
}

/** The step that follows once this one has its answer, however often an upstream must be asked before. */
export function andThen(step: Step, follow: (answer: Answer) => Step): Step {
  if (step.kind === 'answer') return follow(step.answer)
  return { ...step, resume: (reply) => andThen(step.resume(reply), follow) }
}

/** The same for plugins that see only the replies that plugins behind them write: a bare code, or silence, passes by. */
export function afterReply(step: Step, follow: (answer: Answer) => Step): Step {
  if (step.kind === 'answer') return step.unwritten === true || step.answer.dropped ? step : follow(step.answer)
  return { ...step, resume: (reply) => afterReply(step.resume(reply), follow) }
}

/** The step with its answer, once there is one, told differently: what it means to the plugins in front stays as it is. */
export function retold(step: Step, tell: (answer: Answer) => Answer): Step {
  if (step.kind === 'answer') return { ...step, answer: tell(step.answer) }
  return { ...step, resume: (reply) => retold(step.resume(reply), tell) }
}

/** The answer without asking anybody: what would need an upstream is undecidable. */
export function settle(step: Step): Answer {
  let current = step
  while (current.kind === 'ask') current = current.resume({ kind: 'undecidable' })
  return current.answer
}
