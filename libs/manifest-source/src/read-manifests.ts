import { resolve } from 'node:path'
import type { SourceProblem } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { duplicateProblem, laterWins } from './duplicates.js'
import { problemOf, readContent, throwWhenStrict } from './file-content.js'
import { findFiles, type FileTree } from './file-tree.js'
import { STDIN_PATH, type ManifestOptions } from './manifest-options.js'
import {
  keyReader,
  objectReader,
  type ManifestKey,
  type ManifestObject,
  type ReadObject,
  type TextContent,
} from './manifest-text.js'
import { passedOverProblems } from './passed-over.js'

/**
 * All objects under files, folders, globs and `-`, in the order of paths and documents; of an object that is written twice the
 * later one. Nothing is derived.
 * @throws NamescopeError `source-unreadable` (or what else is wrong with it) for a path that is named and can't be read; with
 * `strict` for the first problem.
 */
export async function readManifests(
  paths: readonly string[],
  options: ManifestOptions = {},
): Promise<{ objects: ManifestObject[]; problems: SourceProblem[] }> {
  const { content, problems } = await readPaths(paths, objectReader(options), options)
  const { kept, duplicates } = laterWins(
    content.flatMap(({ found }) => found),
    ({ object }) => object,
  )
  problems.push(...duplicates.map(duplicateProblem))
  throwWhenStrict(problems, options.strict)
  return { objects: [...kept.values()], problems }
}

/** The keys of the objects that manifests name; of each object only kind and metadata are read. Errors as `readManifests`. */
export async function readManifestKeys(
  paths: readonly string[],
  options: ManifestOptions = {},
): Promise<{ keys: ManifestKey[]; problems: SourceProblem[] }> {
  const { content, problems } = await readPaths(paths, keyReader, options)
  throwWhenStrict(problems, options.strict)
  return { keys: content.flatMap(({ found }) => found), problems }
}

/** @throws NamescopeError for a given path that leads to nothing or can't be looked at. */
export function checkNamedPaths(paths: readonly string[], tree: FileTree): void {
  const [error] = [...paths.flatMap((path) => tree.unreadable.get(path) ?? []), ...missingErrors(tree)]
  if (error !== undefined) throw error
}

/** An error for each given path that leads to nothing. */
export function missingErrors({ missing }: FileTree): NamescopeError[] {
  return [...missing].map((file) => {
    const message = `${file} can't be read: there is no such file or folder, or nothing matches.`
    return new NamescopeError('source-unreadable', message, { file })
  })
}

async function readPaths<T>(
  paths: readonly string[],
  read: ReadObject<T>,
  options: ManifestOptions,
): Promise<{ content: TextContent<T>[]; problems: SourceProblem[] }> {
  const onDisk = paths.filter((path) => path !== STDIN_PATH)
  const tree = await findFiles(onDisk)
  checkNamedPaths(onDisk, tree)
  const named = new Set(onDisk.map((path) => resolve(path)))
  const content: TextContent<T>[] = []
  const problems = [...tree.unreadable.values()].map(problemOf)
  for (const { path } of tree.files) {
    try {
      content.push(await readContent(path, read, options))
    } catch (error) {
      if (named.has(resolve(path))) throw error
      problems.push(problemOf(error))
    }
  }
  if (paths.includes(STDIN_PATH)) content.push(await readContent(STDIN_PATH, read, options))
  problems.push(...content.flatMap((one) => one.problems))
  problems.push(...passedOverProblems(content.flatMap((one) => one.passedOver)))
  return { content, problems }
}
