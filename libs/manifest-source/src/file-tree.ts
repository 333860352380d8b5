import type { Dirent, Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { NamescopeError } from '#libs/errors'
import { unreadable } from './file-text.js'
import { isManifestName, isSkippedFolder, parsePattern, type PathPattern } from './path-pattern.js'

/** One file to read. */
export interface FoundFile {
  /** As the user would write it: below the path that was given. */
  readonly path: string
  /** Equal as long as the file is the same: identity, size and times. */
  readonly fingerprint: string
  readonly isEmpty: boolean
}

/** What stands under the given paths now. */
export interface FileTree {
  /** Sorted by path, each file once however many paths lead to it. */
  readonly files: readonly FoundFile[]
  /** Of the given paths, those that lead to nothing. */
  readonly missing: ReadonlySet<string>
  /** Files and folders that can't be looked at: nothing is known about what is in them. */
  readonly unreadable: ReadonlyMap<string, NamescopeError>
}

/**
 * The manifests under files, folders (with all folders below) and globs.
 * @param paths Files are taken whatever their name; of folders and globs only *.yaml, *.yml and *.json.
 */
export async function findFiles(paths: readonly string[]): Promise<FileTree> {
  const walk = new Walk()
  for (const path of paths) await walk.addPath(path)
  const files = [...walk.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { files, missing: walk.missing, unreadable: walk.unreadable }
}

/** What is wanted of a folder: files that match, down to a depth. */
type Wanted = Pick<PathPattern, 'depth' | 'matches'>

const EVERYTHING: Wanted = { depth: Number.POSITIVE_INFINITY, matches: () => true }

class Walk {
  /** By their place on disk. */
  readonly files = new Map<string, FoundFile>()
  readonly missing = new Set<string>()
  readonly unreadable = new Map<string, NamescopeError>()
  /** Folders on disk that are being walked: links may lead back to them. */
  readonly #open = new Set<string>()

  async addPath(path: string): Promise<void> {
    const stats = await this.#look(path)
    if (stats?.isDirectory()) return this.#addFolder(path, EVERYTHING)
    if (stats !== undefined) return this.#addFile(path, stats)
    if (this.unreadable.has(path)) return undefined
    const pattern = parsePattern(path)
    const before = this.files.size
    if (pattern !== undefined) await this.#addFolder(pattern.base, pattern)
    if (this.files.size === before) this.missing.add(path)
    return undefined
  }

  async #addFolder(folder: string, wanted: Wanted): Promise<void> {
    try {
      const place = await realpath(folder)
      if (this.#open.has(place)) return
      this.#open.add(place)
      const entries = await readdir(folder, { withFileTypes: true })
      for (const entry of entries) await this.#addEntry(join(folder, entry.name), entry, wanted)
      this.#open.delete(place)
    } catch (error) {
      this.unreadable.set(folder, unreadable(folder, error))
    }
  }

  async #addEntry(path: string, entry: Dirent, wanted: Wanted): Promise<void> {
    const mayBeFile = isManifestName(entry.name) && wanted.matches(path)
    const mayBeFolder = !isSkippedFolder(entry.name) && (wanted.depth > 0 || wanted.matches(path))
    if (entry.isFile() ? !mayBeFile : !mayBeFile && !mayBeFolder) return
    // Missing here: the file went away since the listing, or a link leads nowhere.
    const stats = await this.#look(path)
    if (stats?.isFile() && mayBeFile) this.#addFile(path, stats)
    if (stats?.isDirectory() && mayBeFolder)
      await this.#addFolder(path, wanted.matches(path) ? EVERYTHING : { ...wanted, depth: wanted.depth - 1 })
  }

  #addFile(path: string, { dev, ino, size, mtimeMs, ctimeMs }: Stats): void {
    const place = resolve(path)
    const fingerprint = [dev, ino, size, mtimeMs, ctimeMs].join()
    if (!this.files.has(place)) this.files.set(place, { path, fingerprint, isEmpty: size === 0 })
  }

  async #look(path: string): Promise<Stats | undefined> {
    try {
      return await stat(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.unreadable.set(path, unreadable(path, error))
      return undefined
    }
  }
}
