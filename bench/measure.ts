import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'

const MICROSECONDS_PER_MILLISECOND = 1000
const NANOSECONDS_PER_MILLISECOND = 1e6
const KILOBYTES_PER_MEGABYTE = 1024
const PROBE_INTERVAL = 1

/** Adds up CPU time of the whole process (garbage collection included) over the pieces of work that it is given. */
export class CpuClock {
  #microseconds = 0

  run<T>(work: () => T): T {
    const before = process.cpuUsage()
    const result = work()
    this.#add(before)
    return result
  }

  async runAsync<T>(work: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage()
    const result = await work()
    this.#add(before)
    return result
  }

  get milliseconds(): number {
    return this.#microseconds / MICROSECONDS_PER_MILLISECOND
  }

  #add(before: NodeJS.CpuUsage): void {
    const { user, system } = process.cpuUsage(before)
    this.#microseconds += user + system
  }
}

/** Watches the stops of the garbage collector. Milliseconds. */
export class Collections {
  #longest = 0
  #total = 0
  readonly #observer = new PerformanceObserver((list) => this.#note(list.getEntries()))

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  /** The longest one and all together since the last reading. */
  read(): { longest: number; total: number } {
    this.#note(this.#observer.takeRecords())
    const seen = { longest: this.#longest, total: this.#total }
    this.#longest = 0
    this.#total = 0
    return seen
  }

  #note(entries: readonly { readonly duration: number }[]): void {
    for (const { duration } of entries) {
      this.#longest = Math.max(this.#longest, duration)
      this.#total += duration
    }
  }
}

/**
 * Measures for how long the event loop stands still, whatever the cause (work, garbage collection, no CPU to run on): a timer of
 * libuv's own, outside JavaScript, notes how late it is called. Milliseconds.
 */
export class EventLoopProbe {
  readonly #delays = monitorEventLoopDelay({ resolution: PROBE_INTERVAL })

  constructor() {
    this.#delays.enable()
  }

  /** The longest stop since the last reading. Waits until the timer was called, so that a stop that has just ended counts. */
  async longest(): Promise<number> {
    await wait(2 * PROBE_INTERVAL)
    const longest = this.#delays.max / NANOSECONDS_PER_MILLISECOND
    this.#delays.reset()
    return longest
  }
}

/** Cuts work into parts: gives other work a turn once a part has lasted this long. Milliseconds. */
export class Parts {
  #started = 0
  /** The longest part so far: how long the event loop stood still for this work, collections included. */
  longest = 0

  constructor(private readonly limit: number) {}

  start(): void {
    this.#started = performance.now()
  }

  get isOver(): boolean {
    return performance.now() - this.#started >= this.limit
  }

  async pause(): Promise<void> {
    this.longest = Math.max(this.longest, performance.now() - this.#started)
    await nextTurn()
    this.start()
  }
}

/** The process's memory now and at its peak, in MB (Linux only: VmRSS and VmHWM). */
export function memory(): { now: number; peak: number } {
  const status = readFileSync('/proc/self/status', 'utf8')
  const field = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / KILOBYTES_PER_MEGABYTE
  return { now: field('VmRSS'), peak: field('VmHWM') }
}

/** The q-quantile (0 to 1) of some measurements. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

/** One line of the report: `label  value unit`. */
export function print(label: string, value: number | string, unit = ''): void {
  const text = typeof value === 'number' ? value.toLocaleString('en', { maximumSignificantDigits: 4 }) : value
  console.log(`${label.padEnd(64)} ${text.padStart(12)} ${unit}`)
}
