import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import {
  EMPTY_STATE,
  allObjects,
  applyChanges,
  objectText,
  type Coverage,
  type Observation,
  type Sink,
  type SourceProblem,
} from '#libs/cluster-model'
import { manifestSource, type ManifestSourceOptions } from '../src/manifest-source.js'

export const service = (name: string, address = '10.0.0.1') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {clusterIP: ${address}}\n`

/** A sink that keeps everything, and lets a test wait for it. */
export class Recorder implements Sink {
  state = EMPTY_STATE
  coverage: Coverage = {}
  readonly observations: Observation[] = []
  readonly problems: SourceProblem[] = []
  readonly #waiting = new Set<() => void>()

  async commit(observation: Observation): Promise<void> {
    this.observations.push(observation)
    this.state = applyChanges(this.state, observation.changes)
    const coverage = observation.coverage?.map(({ kind, after }) => [kind, after])
    this.coverage = { ...this.coverage, ...Object.fromEntries(coverage ?? []) }
    this.#wake()
  }

  report(problem: SourceProblem): void {
    this.problems.push(problem)
    this.#wake()
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  async commits(count: number): Promise<Observation> {
    await this.until(() => this.observations.length >= count)
    const last = this.observations.at(-1)
    if (last === undefined) throw new Error('an observation is expected')
    return last
  }

  get services(): string[] {
    return [...allObjects(this.state)]
      .flatMap((o) => (o.kind === 'Service' && !o.derived ? `${o.name} ${o.clusterIPs.join()}` : []))
      .sort()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}

/** A new temporary folder, and a source over it, for each test of the file. */
export class Watched {
  folder = ''
  sink = new Recorder()
  #stop = new AbortController()
  #running: Promise<void> | undefined

  constructor() {
    beforeEach(async () => {
      this.folder = await mkdtemp(join(tmpdir(), 'manifests-'))
      this.sink = new Recorder()
    })
    afterEach(async () => {
      await this.stop().catch(() => undefined)
      await rm(this.folder, { recursive: true, force: true })
    })
  }

  at(name: string): string {
    return join(this.folder, name)
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(this.at(name), text)
  }

  /** Runs a source; its clock ticks once for each observation, from 1000. */
  start(options: Partial<ManifestSourceOptions> = {}): { ended: Promise<void> } {
    let time = 1000
    this.#stop = new AbortController()
    const source = manifestSource({ paths: [this.folder], now: () => time++, settleMs: 50, ...options })
    this.#running = source.run(this.sink, this.#stop.signal)
    return { ended: this.#running }
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }
}

/** What the changes of an observation do to the objects that manifests give. */
export const summary = ({ changes }: Observation): string[] =>
  changes
    .filter(({ before, after }) => !(after ?? before)?.derived)
    .map(
      ({ key, before, after }) => `${after === undefined ? '-' : before === undefined ? '+' : '~'} ${objectText(key)}`,
    )
    .sort()
