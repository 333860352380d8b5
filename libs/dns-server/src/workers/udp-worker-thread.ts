import { isIPv6 } from 'node:net'
import { Worker } from 'node:worker_threads'
import { NamescopeError } from '#libs/errors'
import type { SocketAddress } from '../listen-error.js'
import type { ServerMetrics } from '../metrics.js'
import type { Responder } from '../responder.js'
import type { Peer } from '../serve-message.js'
import { ServedCounts } from '../served-counts.js'
import { packBatch, unpackBatch } from './batch.js'
import type { FromWorker, QuestionBatch, ToWorker, WorkerStart } from './thread-protocol.js'

export interface UdpWorkerOptions {
  readonly addresses: readonly SocketAddress[]
  readonly responder: Responder
  readonly metrics?: ServerMetrics | undefined
  readonly random: () => number
  readonly onError: (error: unknown) => void
  /** The compiled file that a worker runs. */
  readonly workerEntry?: URL | undefined
}

/** Megabytes. A worker holds sockets and what waits, nothing of the cluster. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 }
const SEEDS = 0xffff_fffe

/** One thread that listens on UDP beside others on the same addresses, and asks here what it has no reply for. */
export class UdpWorkerThread {
  #late: [number, Uint8Array | undefined][] = []
  #whenListening: { resolve(): void; reject(error: unknown): void } | undefined
  #whenDrained: (() => void) | undefined
  #isClosed = false

  private constructor(
    private readonly worker: Worker,
    private readonly options: UdpWorkerOptions,
  ) {
    worker.on('message', (message: FromWorker) => this.#onMessage(message))
    worker.on('error', (error) => this.#fail(error))
    worker.on('exit', () => this.#onExit())
  }

  /**
   * Starts a thread; resolves once it listens.
   * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
   */
  static async start(options: UdpWorkerOptions): Promise<UdpWorkerThread> {
    const { memory } = options.responder
    const data: WorkerStart = {
      table: memory.buffer,
      tableSize: memory.size,
      counts: (options.metrics?.addThread() ?? new ServedCounts()).buffer,
      addresses: options.addresses,
      seed: 1 + Math.floor(options.random() * SEEDS),
    }
    const entry = options.workerEntry ?? compiledEntry()
    const worker = new UdpWorkerThread(
      // Flags of the process that have a meaning for one thread are not meant for this one.
      new Worker(entry, { workerData: data, resourceLimits: HEAP_LIMITS, execArgv: [] }),
      options,
    )
    try {
      await new Promise<void>((resolve, reject) => (worker.#whenListening = { resolve, reject }))
    } catch (error) {
      await worker.close()
      throw error
    }
    return worker
  }

  /** Has it take no more messages; resolves when the last reply was sent. */
  async drain(): Promise<void> {
    if (this.#isClosed) return
    const drained = new Promise<void>((resolve) => (this.#whenDrained = resolve))
    this.#tell({ kind: 'drain' })
    await drained
  }

  /** Resolves once its sockets are closed. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.worker.terminate()
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case 'listening':
        this.#whenListening?.resolve()
        break
      case 'failed':
        this.#whenListening?.reject(new NamescopeError(message.code, message.message))
        break
      case 'questions':
        this.#answer(message.batch)
        break
      case 'dropped':
        this.options.metrics?.dropped(message.messages)
        break
      case 'error':
        this.options.onError(message.error)
        break
      case 'drained':
        this.#whenDrained?.()
        break
    }
  }

  #answer(batch: QuestionBatch): void {
    const answers: [number, Uint8Array | undefined][] = []
    for (const [index, [ticket, octets]] of unpackBatch(batch).entries()) {
      const peer = peerOf(batch.hosts[index] as string, batch.ports[index] as number)
      const reply = this.options.responder.respond(octets as Uint8Array, peer, (later) => this.#sendLate(ticket, later))
      if (reply !== 'pending') answers.push([ticket, reply === 'silence' ? undefined : reply])
    }
    this.#tell({ kind: 'answers', batch: packBatch(answers) })
  }

  /** Replies that came in one turn of the event loop go together. */
  #sendLate(ticket: number, reply: Uint8Array): void {
    this.#late.push([ticket, reply])
    if (this.#late.length > 1) return
    setImmediate(() => {
      const batch = packBatch(this.#late)
      this.#late = []
      this.#tell({ kind: 'late-answers', batch })
    })
  }

  #tell(message: ToWorker): void {
    if (this.#isClosed) return
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.worker.postMessage(message)
  }

  #fail(error: unknown): void {
    this.#whenListening?.reject(error)
    this.options.onError(error)
  }

  /** A thread that ends by itself leaves its share of the clients without answers: better that its failure is told. */
  #onExit(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#fail(new NamescopeError('internal', 'A DNS worker thread has ended; restart the server.'))
    this.#whenDrained?.()
  }
}

/** The file by itself, wherever this code has been bundled to. */
function compiledEntry(): URL {
  return new URL('workers/udp-worker.js', import.meta.resolve('#libs/dns-server'))
}

function peerOf(address: string, port: number): Peer {
  return { address, family: isIPv6(address) ? 'IPv6' : 'IPv4', transport: 'udp', port }
}
