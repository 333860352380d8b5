import { isReadWhole } from '../packed/reply-room.js'
import type { TableMemory } from '../packed/table-memory.js'
import { TableReader } from '../packed/table-reader.js'
import { TableRequest } from '../packed/table-request.js'
import type { Response } from '../responder.js'
import type { Peer } from '../serve-message.js'
import type { ServedCounts, Way } from '../served-counts.js'
import type { DatagramResponder } from '../udp-socket.js'
import type { QuestionQueue } from './question-queue.js'

export interface WorkerResponderOptions {
  readonly memory: TableMemory
  readonly counts: ServedCounts
  readonly queue: QuestionQueue
  readonly random: () => number
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

/** Answers from the shared table, and passes on what does not lie there. It holds no view and no resolver. */
export class WorkerResponder implements DatagramResponder {
  readonly #request = new TableRequest()
  readonly #reader: TableReader

  constructor(private readonly options: WorkerResponderOptions) {
    this.#reader = new TableReader(options.memory, options.random)
  }

  ready(bytes: Uint8Array, way: Way, out: Uint8Array): number {
    const { counts, now } = this.options
    const start = now()
    const request = this.#request
    if (!isReadWhole(bytes.length, way) || !request.read(bytes)) return 0
    const length = this.#reader.reply(request, way, out)
    if (length > 0) {
      const { zone, rcode } = this.#reader
      counts.add(zone, way, request.type, rcode, request.dnssecOk, bytes.length, length, (now() - start) / 1000)
    }
    return length
  }

  readonly resolve = (
    octets: Uint8Array,
    { address: host, port = 0 }: Peer,
    later: (reply: Uint8Array | 'silence') => void,
  ): Response => {
    this.options.queue.push({ octets, host, port, later })
    return 'pending'
  }
}
