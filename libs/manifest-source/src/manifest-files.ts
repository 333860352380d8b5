import { resolve, sep } from 'node:path'
import { keyText, type SourceProblem } from '#libs/cluster-model'
import { duplicateProblem, laterWins } from './duplicates.js'
import { problemOf, readContent } from './file-content.js'
import { findFiles, type FileTree, type FoundFile } from './file-tree.js'
import { STDIN_PATH, type ManifestOptions } from './manifest-options.js'
import { objectReader, type ManifestObject, type TextContent } from './manifest-text.js'
import { passedOverProblems } from './passed-over.js'
import { checkNamedPaths, missingErrors } from './read-manifests.js'

type Content = TextContent<ManifestObject>

/** What the files say now. */
export interface ManifestState {
  /** By the text of the object's key; in the order of paths and documents. */
  readonly objects: ReadonlyMap<string, ManifestObject>
  readonly problems: readonly SourceProblem[]
  /** Files that were read anew, and files that went away. */
  readonly changedFiles: readonly string[]
  /** A file is missing or empty for the first time: it may just be being saved. Look again soon. */
  readonly isUnsettled: boolean
}

/** Files under watch, with what each last gave. */
export class ManifestFiles {
  readonly #read
  readonly #onDisk: readonly string[]
  readonly #known = new Map<string, { fingerprint: string; content: Content }>()
  /** Files that were missing or empty at the last look. */
  #doubtful = new Set<string>()
  #isFirst = true

  constructor(
    private readonly paths: readonly string[],
    private readonly options: ManifestOptions,
  ) {
    this.#read = objectReader(options)
    this.#onDisk = paths.filter((path) => path !== STDIN_PATH)
  }

  /**
   * Looks at all files and reads those that changed.
   * @throws NamescopeError the first time, for a named path that can't be read; `aborted`
   */
  async refresh(signal: AbortSignal): Promise<ManifestState> {
    const tree = await findFiles(this.#onDisk)
    if (this.#isFirst) checkNamedPaths(this.#onDisk, tree)
    const doubtful = this.#doubtfulFiles(tree)
    const changedFiles: string[] = []
    const problems = [...tree.unreadable.values(), ...missingErrors(tree)].map(problemOf)
    for (const file of tree.files) {
      if (this.#known.get(file.path)?.fingerprint === file.fingerprint || doubtful.has(file.path)) continue
      changedFiles.push(file.path)
      await this.#readFile(file, signal)
    }
    if (this.#isFirst && this.paths.includes(STDIN_PATH)) await this.#readStdin(signal)
    changedFiles.push(...this.#dropMissing(tree, doubtful))
    this.#doubtful = doubtful
    this.#isFirst = false
    return { ...this.#merge(problems), changedFiles, isUnsettled: doubtful.size > 0 }
  }

  async #readFile({ path, fingerprint }: FoundFile, signal: AbortSignal): Promise<void> {
    const before = this.#known.get(path)?.content
    try {
      const content = await readContent(path, this.#read, this.options, signal)
      this.#known.set(path, { fingerprint, content: before === undefined ? content : withLastGood(content, before) })
    } catch (error) {
      const isNamed = this.#onDisk.some((named) => resolve(named) === resolve(path))
      if ((this.#isFirst && isNamed) || signal.aborted) throw error
      const problems = [problemOf(error)]
      this.#known.set(path, { fingerprint, content: { found: before?.found ?? [], passedOver: [], problems } })
    }
  }

  async #readStdin(signal: AbortSignal): Promise<void> {
    const content = await readContent(STDIN_PATH, this.#read, this.options, signal)
    this.#known.set(STDIN_PATH, { fingerprint: '', content })
  }

  /** Known files that are missing or empty now and were not at the last look. */
  #doubtfulFiles(tree: FileTree): Set<string> {
    const present = new Set(tree.files.filter(({ isEmpty }) => !isEmpty).map(({ path }) => path))
    const isDoubtful = (path: string, { found }: Content) =>
      path !== STDIN_PATH &&
      found.length > 0 &&
      !present.has(path) &&
      !this.#doubtful.has(path) &&
      !isHidden(path, tree)
    return new Set([...this.#known].filter(([path, { content }]) => isDoubtful(path, content)).map(([path]) => path))
  }

  /** Forgets the files that are gone, and tells which. */
  #dropMissing(tree: FileTree, doubtful: ReadonlySet<string>): string[] {
    const present = new Set(tree.files.map(({ path }) => path))
    const gone = [...this.#known.keys()].filter(
      (path) => path !== STDIN_PATH && !present.has(path) && !doubtful.has(path) && !isHidden(path, tree),
    )
    for (const path of gone) this.#known.delete(path)
    return gone
  }

  #merge(problems: SourceProblem[]): Pick<ManifestState, 'objects' | 'problems'> {
    const paths = [...this.#known.keys()].sort(stdinLast)
    const contents = paths.flatMap((path) => this.#known.get(path)?.content ?? [])
    const { kept, duplicates } = laterWins(
      contents.flatMap(({ found }) => found),
      ({ object }) => object,
    )
    for (const content of contents) problems.push(...content.problems)
    problems.push(...duplicates.map(duplicateProblem))
    problems.push(...passedOverProblems(contents.flatMap(({ passedOver }) => passedOver)))
    return { objects: kept, problems }
  }
}

/**
 * A file that was edited and is broken now keeps what it gave before, next to what can still be read: an object that is missing
 * may well be in the broken document.
 */
function withLastGood(content: Content, before: Content): Content {
  if (!content.problems.some(({ severity }) => severity === 'error')) return content
  const present = new Set(content.found.map(({ object }) => keyText(object)))
  return {
    ...content,
    found: [...before.found.filter(({ object }) => !present.has(keyText(object))), ...content.found],
  }
}

/** True for a file that nothing is known about, because it or a folder above it can't be looked at. */
function isHidden(path: string, { missing, unreadable }: FileTree): boolean {
  const place = resolve(path)
  if ([...unreadable.keys()].some((hidden) => place === resolve(hidden))) return true
  return [...unreadable.keys(), ...missing].some((folder) => place.startsWith(resolve(folder) + sep))
}

function stdinLast(a: string, b: string): number {
  if (a === STDIN_PATH) return 1
  if (b === STDIN_PATH) return -1
  return a < b ? -1 : 1
}
