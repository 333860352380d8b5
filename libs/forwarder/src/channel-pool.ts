import { Channel, type ChannelOptions } from './channel.js'
import type { Clock } from './clock.js'
import type { Deadlines } from './deadlines.js'
import { ExchangeError } from './exchange-error.js'
import type { OutgoingQuestion } from './outgoing-question.js'

export interface PoolLimits {
  /** So many channels are there to choose from before one is used again. */
  readonly spread: number
  /** Channels in all. */
  readonly most: number
  /** Questions under way on one channel. */
  readonly mostWaiting: number
  /** A channel that has asked so many is given up. */
  readonly mostAsked: number
  /** A server may answer one connection's questions in their order, so one that nobody waits on is better. */
  readonly prefersIdle: boolean
}

/** Ports are as hard to guess as they are many and short-lived (RFC 5452, section 9.2). */
export const UDP_LIMITS: PoolLimits = { spread: 4, most: 64, mostWaiting: 64, mostAsked: 128, prefersIdle: false }
export const STREAM_LIMITS: PoolLimits = {
  spread: 1,
  most: 16,
  mostWaiting: 64,
  mostAsked: Number.POSITIVE_INFINITY,
  prefersIdle: true,
}

export interface PoolOptions extends ChannelOptions {
  readonly limits: PoolLimits
  readonly clock: Clock
  readonly deadlines: Deadlines
  /** Milliseconds that a channel is kept without a question. */
  readonly expire: number
  /** Told whether a question found an open channel. */
  readonly onPick: (found: boolean) => void
}

/** The channels to one server by one way, bounded in number and in what waits on them. */
export class ChannelPool {
  #channels: Channel[] = []
  readonly #usedAt = new Map<Channel, number>()
  #isClosed = false

  constructor(private readonly options: PoolOptions) {}

  /** Channels that are open. */
  get size(): number {
    return this.#channels.length
  }

  /** Sends a question and gives its reply's octets. Rejects with an `ExchangeError`, at the latest after so many milliseconds. */
  exchange(question: OutgoingQuestion, milliseconds: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const channel = this.#pick()
      if (channel === undefined) return reject(new ExchangeError('takes no more questions now'))
      this.#usedAt.set(channel, this.options.clock.now())
      const finish = (): void => {
        cancel()
        this.#retire(channel)
      }
      const withdraw = channel.ask(question, {
        resolve: (message) => {
          finish()
          resolve(message)
        },
        reject: (error) => {
          finish()
          reject(error)
        },
      })
      const cancel = this.options.deadlines.add(milliseconds, () => {
        withdraw()
        this.#retire(channel)
        reject(new ExchangeError(`did not answer within ${milliseconds / 1000} s`))
      })
    })
  }

  close(): void {
    this.#isClosed = true
    for (const channel of [...this.#channels]) this.#remove(channel)
  }

  #pick(): Channel | undefined {
    if (this.#isClosed) return undefined
    // The server may have closed one that nobody waited on.
    for (const channel of this.#channels) if (!channel.isOpen) this.#remove(channel)
    const { limits, onPick, randomBelow } = this.options
    const usable = this.#channels.filter(
      ({ waiting, asked }) => waiting < limits.mostWaiting && asked < limits.mostAsked,
    )
    const idle = limits.prefersIdle ? usable.filter(({ waiting }) => waiting === 0) : usable
    const isNew = idle.length < limits.spread && this.#channels.length < limits.most
    onPick(!isNew)
    if (isNew) return this.#open()
    const choice = idle.length > 0 ? idle : usable
    return choice[randomBelow(Math.max(1, choice.length))]
  }

  #open(): Channel {
    const channel = new Channel(this.options)
    this.#channels.push(channel)
    this.#closeWhenIdle(channel)
    return channel
  }

  #closeWhenIdle(channel: Channel): void {
    const { clock, deadlines, expire } = this.options
    deadlines.add(expire, () => {
      if (!channel.isOpen) return
      const isIdle = channel.waiting === 0 && clock.now() - (this.#usedAt.get(channel) ?? 0) >= expire
      if (isIdle) this.#remove(channel)
      else this.#closeWhenIdle(channel)
    })
  }

  /** Lets go of a channel that failed, or that has served its time and owes nobody a reply. */
  #retire(channel: Channel): void {
    const isSpent = channel.asked >= this.options.limits.mostAsked && channel.waiting === 0
    if (isSpent || !channel.isOpen) this.#remove(channel)
  }

  #remove(channel: Channel): void {
    channel.close()
    this.#usedAt.delete(channel)
    this.#channels = this.#channels.filter((each) => each !== channel)
  }
}
