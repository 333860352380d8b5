import { RESPONSE_CODES, type RecordType } from '#libs/dns-model'
import { decodeMessage } from '#libs/dns-wire'
import type { Respond, Responder } from './responder.js'
import type { Peer } from './serve-message.js'

/** One question that was answered, as a log tells it. */
export interface LoggedQuery {
  readonly client: string
  readonly transport: Peer['transport']
  readonly name: string
  readonly type: RecordType
  /** A mnemonic, or the number of a code without one. */
  readonly rcode: string
  /** Octets of the reply. */
  readonly size: number
  readonly milliseconds: number
}

/** Which questions are logged, and where to. */
export interface QueryLog {
  /** One of so many: 1 logs each, 1000 one of a thousand. */
  readonly every: number
  readonly write: (query: LoggedQuery) => void
}

/** What transports call: `respond`, or `ready` and then `resolve`. */
export type Answering = Pick<Responder, 'ready' | 'resolve' | 'respond'>

/**
 * The same answers, one of so many told to the log. What is told is read from the reply, whichever way it was made, so the others
 * cost a count. Worker threads ask here only for what does not lie ready: of their questions only those are counted.
 */
export function withQueryLog(responder: Answering, { every, write }: QueryLog, now: () => number): Answering {
  let seen = 0
  /** The message that `ready` left to `resolve`, so that it can be told with its client. */
  let due: Uint8Array | undefined

  const isDue = (): boolean => {
    seen = (seen + 1) % every
    return seen === 0
  }
  const logged: Respond = (bytes, peer, later) => {
    const start = now()
    const told = (reply: Uint8Array): Uint8Array => {
      const entry = entryOf(reply, peer, now() - start)
      if (entry !== undefined) write(entry)
      return reply
    }
    const response = responder.respond(bytes, peer, (reply) => later(told(reply)))
    return typeof response === 'string' ? response : told(response)
  }
  return {
    ready: (bytes, way, out) => {
      if (!isDue()) return responder.ready(bytes, way, out)
      due = bytes
      return 0
    },
    resolve: (bytes, peer, later) => {
      const answer = due === bytes ? logged : responder.resolve
      due = undefined
      return answer(bytes, peer, later)
    },
    respond: (bytes, peer, later) => (isDue() ? logged : responder.respond)(bytes, peer, later),
  }
}

function entryOf(reply: Uint8Array, { address, transport }: Peer, milliseconds: number): LoggedQuery | undefined {
  const decoded = decodeMessage(reply)
  if (decoded.kind === 'malformed') return undefined
  const { questions, rcode } = decoded.message
  const [question] = questions
  if (question === undefined) return undefined
  const [code] = Object.entries(RESPONSE_CODES).find(([, number]) => number === rcode) ?? [String(rcode)]
  const { name, type } = question
  return { client: address, transport, name, type, rcode: code, size: reply.length, milliseconds }
}
