import {
  KINDS,
  allObjects,
  changeTo,
  keyOf,
  keyText,
  type ChangeEvidence,
  type CoverageChange,
  type Kind,
  type ObjectChange,
  type Sink,
  type SlimObject,
  type Source,
} from '#libs/cluster-model'
import { DEFAULT_RANGES, deriveCluster, type DeriveOptions } from '#libs/controllers'
import { NamescopeError } from '#libs/errors'
import { throwWhenStrict } from './file-content.js'
import { ManifestFiles, type ManifestState } from './manifest-files.js'
import { STDIN_PATH, type ManifestOptions } from './manifest-options.js'
import type { ManifestObject } from './manifest-text.js'
import { watchPaths } from './path-watch.js'
import { ProblemLedger } from './problem-ledger.js'
import { SettledChanges } from './settled-changes.js'

export interface ManifestSourceOptions extends ManifestOptions {
  /** Files, folders, globs, and `-` for the standard input. */
  readonly paths: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How long files must be left alone before they are read, in milliseconds; 100 by default. */
  readonly settleMs?: number
  /** Where derived addresses come from; kubeadm's ranges by default. */
  readonly derive?: DeriveOptions
}

const DEFAULT_SETTLE_MS = 100

/**
 * Manifests as a source. The first load is one observation, with full coverage of every kind; after that each edit is one. A
 * broken file keeps its last good state, an unreadable folder deletes nothing, a removed file takes its objects with it.
 * `strict` makes the first load fail; later problems are only reported, so that a half-written file stops no server.
 *
 * `run` rejects with a NamescopeError for a named path that can't be read at the start.
 */
export function manifestSource(options: ManifestSourceOptions): Source {
  const description = `manifests:${options.paths.join(',')}`
  return { description, run: (sink, signal) => new Run(options, sink).run(signal) }
}

class Run {
  readonly #files: ManifestFiles
  readonly #problems = new ProblemLedger()
  readonly #changes: SettledChanges
  #isUnwatched = false
  /** What was committed last, by the text of the key. */
  #before: ReadonlyMap<string, SlimObject>

  constructor(
    private readonly options: ManifestSourceOptions,
    private readonly sink: Sink,
  ) {
    this.#files = new ManifestFiles(options.paths, options)
    this.#changes = new SettledChanges(options.settleMs ?? DEFAULT_SETTLE_MS)
    this.#before = new Map(ownObjects(sink))
  }

  async run(signal: AbortSignal): Promise<void> {
    const onDisk = this.options.paths.filter((path) => path !== STDIN_PATH)
    const watcher = await watchPaths(
      onDisk,
      () => this.#changes.touch(),
      () => this.#reportUnwatched(),
    )
    try {
      const first = await this.#files.refresh(signal)
      throwWhenStrict(first.problems, this.options.strict)
      await this.#take(first, allKindsComplete(this.sink))
      while (!signal.aborted) {
        await this.#changes.next(signal)
        if (!signal.aborted) await this.#take(await this.#files.refresh(signal), [])
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      this.#changes.close()
      await watcher.close()
    }
  }

  async #take(state: ManifestState, coverage: CoverageChange[]): Promise<void> {
    if (state.isUnsettled) this.#changes.touch()
    for (const problem of this.#problems.newOnes(state.problems)) this.sink.report(problem)
    const after = this.#derived(state.objects)
    if (after === undefined) return
    const changes = this.#changesTo(after)
    this.#before = new Map([...after].map(([key, { object }]) => [key, object]))
    if (changes.length === 0 && coverage.length === 0) return
    await this.sink.commit({
      kind: 'changes',
      observedAt: this.options.now(),
      changes,
      ...(coverage.length === 0 ? {} : { coverage }),
      note: this.#note(state.changedFiles),
    })
  }

  /** The cluster that the manifests come to; `undefined`, and reported, when it can't be had: the last one stands. */
  #derived(objects: ReadonlyMap<string, ManifestObject>): Map<string, Located> | undefined {
    try {
      const observed = [...objects.values()].map(({ object }) => object)
      const cluster = deriveCluster(observed, this.#before.values(), this.options.derive ?? DEFAULT_RANGES)
      return new Map(cluster.map((object) => located(object, objects)))
    } catch (error) {
      if (!(error instanceof NamescopeError)) throw error
      this.sink.report({ severity: 'error', code: error.code, message: error.message })
      return undefined
    }
  }

  #changesTo(after: ReadonlyMap<string, Located>): ObjectChange[] {
    const changes: (ObjectChange | undefined)[] = []
    for (const [key, { object, evidence }] of after)
      if (object !== this.#before.get(key)) changes.push(changeTo(this.sink.state, keyOf(object), object, evidence))
    for (const [key, object] of this.#before)
      if (!after.has(key)) changes.push(changeTo(this.sink.state, keyOf(object), undefined))
    return changes.filter((change) => change !== undefined)
  }

  #note(changedFiles: readonly string[]): string {
    const [only, ...others] = changedFiles
    return only !== undefined && others.length === 0
      ? only
      : `${changedFiles.length} files of ${this.options.paths.join(', ')}`
  }

  #reportUnwatched(): void {
    if (this.#isUnwatched) return
    this.#isUnwatched = true
    const message =
      'Some edits may go unseen: the system lets no more files be watched. Raise fs.inotify.max_user_watches, or restart after edits.'
    this.sink.report({ severity: 'warning', code: 'source-unreadable', message })
  }
}

interface Located {
  readonly object: SlimObject
  readonly evidence?: ChangeEvidence
}

/** An object with the place of its manifest as evidence; a derived one has none. */
function located(object: SlimObject, manifests: ReadonlyMap<string, ManifestObject>): [string, Located] {
  const key = keyText(object)
  const manifest = manifests.get(key)
  if (manifest === undefined) return [key, { object }]
  const { evidence, file, line } = manifest
  return [key, { object, evidence: { ...evidence, file, line } }]
}

/** What an earlier run of the same source left in the state. Options are not from manifests. */
function* ownObjects({ state }: Sink): Generator<[string, SlimObject]> {
  for (const object of allObjects(state)) if (object.kind !== 'DnsOptions') yield [keyText(object), object]
}

function allKindsComplete({ coverage }: Sink): CoverageChange[] {
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const before = coverage[kind]
    if (before?.status === 'complete') return []
    return { kind, ...(before === undefined ? {} : { before }), after: { status: 'complete' } }
  })
}
