import { setTimeout as wait } from 'node:timers/promises'
import { quantile } from '../measure.js'
import { runLoad, type Counts, type LoadOptions, type LoadReport } from './generator.js'
import { between, memoryOf, usageOf } from './process-tree.js'
import { missing, startServer, type Server, type ServerName, type World } from './servers.js'
import type { DataSet } from './data-set.js'

/** How a server fared under a load. CPU is microseconds a question, times are microseconds. */
export interface Measured {
  readonly cpu: number
  readonly user: number
  /** Answers a second. */
  readonly rate: number
  /** Of the first load. */
  readonly p50: number
  readonly p99: number
  readonly silence: number
  readonly lost: number
  /** Of the answers, those that are a SERVFAIL or REFUSED: 0 to 1. */
  readonly failed: number
  /** MB. */
  readonly memory: number
}

/** A figure that has a goal, or one that is only told. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly goal?: { readonly limit: number; readonly atLeast?: boolean }
}

/** One row of the detailed table. */
export interface Detail extends Measured {
  readonly scenario: string
  readonly server: string
}

/** Until caches are full, and our table of replies: a question must come twice to be kept in it. */
const WARM_UP_SECONDS = 5
const SETTLE = 100
/** SERVFAIL and REFUSED. */
const FAILURES = ['2', '5']
/** So many may fail before the speed of a server is no figure. */
export const FEW = 0.01

/** The servers of one run, each started when it is first asked for, and what was measured. */
export class Benchmark {
  readonly details: Detail[] = []
  readonly figures: Figure[] = []
  readonly leftOut: string[] = []
  readonly #servers = new Map<ServerName, Promise<Server>>()

  constructor(
    readonly data: DataSet,
    readonly world: World,
    /** Stands before the generator on its command line. */
    readonly generatorLauncher: readonly string[],
    readonly seconds: number,
  ) {}

  async server(name: ServerName): Promise<Server> {
    const started = this.#servers.get(name) ?? startServer(name, this.world)
    this.#servers.set(name, started)
    return started
  }

  /** Those of the servers that this machine has; what is missing is told at the end. */
  async available(names: readonly ServerName[]): Promise<ServerName[]> {
    const reasons = await Promise.all(names.map((name) => missing(name)))
    for (const [index, reason] of reasons.entries())
      if (reason !== undefined) this.leaveOut(`${names[index]}: ${reason}`)
    return names.filter((_, index) => reasons[index] === undefined)
  }

  leaveOut(what: string): void {
    if (!this.leftOut.includes(what)) this.leftOut.push(what)
  }

  /** Measures servers in turns, so that what else the machine does falls on all of them; medians of the rounds. */
  async compare(
    scenario: string,
    names: readonly ServerName[],
    load: Omit<LoadOptions, 'seconds'>,
    rounds = 3,
  ): Promise<Partial<Record<ServerName, Measured>>> {
    const available = await this.available(names)
    const measured = new Map<ServerName, Measured[]>(available.map((name) => [name, []]))
    for (const name of available) await this.load(await this.server(name), { ...load, seconds: WARM_UP_SECONDS })
    for (let round = 0; round < rounds; round++) {
      for (const name of available) {
        measured.get(name)?.push(await this.measure(await this.server(name), { ...load, seconds: this.seconds }))
      }
    }
    const medians: Partial<Record<ServerName, Measured>> = {}
    for (const [name, rows] of measured) {
      const median = medianOf(rows)
      this.details.push({ scenario, server: name, ...median })
      // A failure is no answer: its speed is none of the figures.
      if (median.failed <= FEW) medians[name] = median
      else
        this.leaveOut(
          `${scenario}, ${name}: ${(100 * median.failed).toFixed()} % of its answers are SERVFAIL or REFUSED`,
        )
    }
    return medians
  }

  async measure(server: Server, options: LoadOptions): Promise<Measured> {
    const before = usageOf(server.pid)
    const { whole } = await this.load(server, options)
    const used = between(before, usageOf(server.pid))
    const answered = whole.loads.reduce((sum, load) => sum + load.answered, 0)
    const [{ p50, p99, lost }] = whole.loads as [Counts]
    const silence = Math.max(...whole.loads.map((load) => load.silence))
    const rate = answered / whole.seconds
    const memory = memoryOf(server.pid).now
    const failures = whole.loads.map(({ rcodes }) => FAILURES.reduce((sum, code) => sum + (rcodes[code] ?? 0), 0))
    const failed = failures.reduce((sum, count) => sum + count, 0) / answered
    return { cpu: used.all / answered, user: used.user / answered, rate, p50, p99, lost, failed, silence, memory }
  }

  /** @throws Error when replies came that nobody asked for, or the generator was too slow */
  async load(server: Server, options: LoadOptions): Promise<{ whole: LoadReport; windows: LoadReport[] }> {
    const report = await runLoad(server.address, this.generatorLauncher, options)
    for (const { wrong, answered, unsent, sent } of report.whole.loads) {
      if (wrong > 0) throw new Error(`${server.name} sent ${wrong} of ${answered} replies to other questions`)
      if (unsent > sent / 20)
        this.leaveOut(`${server.name}: some of a fixed rate's questions, which the generator was too slow for`)
    }
    // What the last questions left behind belongs to this run.
    await wait(SETTLE)
    return report
  }

  figure(what: string, value: number | undefined, unit: string, limit?: number, atLeast?: boolean): void {
    if (value === undefined || Number.isNaN(value)) return
    this.figures.push({
      what,
      value,
      unit,
      ...(limit !== undefined && { goal: { limit, ...(atLeast && { atLeast }) } }),
    })
  }

  /** A field of one server by the same of another, where both were measured. */
  ratio(
    what: string,
    [one, other]: readonly [Measured | undefined, Measured | undefined],
    field: keyof Measured,
    limit?: number,
  ): void {
    if (one !== undefined && other !== undefined) this.figure(what, one[field] / other[field], 'x', limit)
  }

  async stop(name?: ServerName): Promise<void> {
    const stopped = [...this.#servers].filter(([key]) => name === undefined || key === name)
    for (const [key, server] of stopped) {
      this.#servers.delete(key)
      await (await server).stop()
    }
  }
}

function medianOf(rows: readonly Measured[]): Measured {
  const median = (field: keyof Measured): number =>
    quantile(
      rows.map((row) => row[field]),
      0.5,
    )
  return {
    cpu: median('cpu'),
    user: median('user'),
    rate: median('rate'),
    p50: median('p50'),
    p99: median('p99'),
    silence: median('silence'),
    lost: median('lost'),
    failed: median('failed'),
    memory: median('memory'),
  }
}
