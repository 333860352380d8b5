import { RESPONSE_CODES, type RecordType } from '#libs/dns-model'
import { decodeMessage } from '#libs/dns-wire'
import type { Respond } from './responder.js'
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

/**
 * The same answers, one of so many told to the log. What is told is read from the reply, whichever way it was made, so the others
 * cost a count.
 */
export function withQueryLog(respond: Respond, { every, write }: QueryLog, now: () => number): Respond {
  let seen = 0
  return (bytes, peer, later) => {
    seen++
    if (seen % every !== 0) return respond(bytes, peer, later)
    const start = now()
    const told = (reply: Uint8Array): Uint8Array => {
      const entry = entryOf(reply, peer, now() - start)
      if (entry !== undefined) write(entry)
      return reply
    }
    const response = respond(bytes, peer, (reply) => later(told(reply)))
    return typeof response === 'string' ? response : told(response)
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
