import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SourceProblem } from '#libs/cluster-model'
import { NamescopeError, type ErrorCode } from '#libs/errors'
import { DEFAULT_MAX_FILE_BYTES, readFileText, readStreamText } from './file-text.js'
import { STDIN_NAME, STDIN_PATH, type ManifestOptions } from './manifest-options.js'
import { readText, type ReadObject, type TextContent } from './manifest-text.js'

/** Characters that are parsed before others get their turn: about 20 ms of YAML. */
const CHARACTERS_PER_TURN = 32 * 1024

/**
 * Reads a file, or the standard input for `-`, with pauses in between, so that a large one doesn't stop everything else.
 * @throws NamescopeError `source-unreadable`, `limit-exceeded`, `invalid-document` (not UTF-8), `aborted`
 */
export async function readContent<T>(
  path: string,
  read: ReadObject<T>,
  { stdin, maxFileBytes = DEFAULT_MAX_FILE_BYTES }: ManifestOptions,
  signal?: AbortSignal,
): Promise<TextContent<T>> {
  const isStdin = path === STDIN_PATH && stdin !== undefined
  const text = isStdin ? await readStreamText(stdin, STDIN_NAME, maxFileBytes) : await readFileText(path, maxFileBytes)
  const steps = readText(text, isStdin ? STDIN_NAME : path, read)
  let characters = 0
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    characters += step.value.text.length
    if (characters < CHARACTERS_PER_TURN) continue
    characters = 0
    await nextTurn()
    if (signal?.aborted) throw new NamescopeError('aborted', `Reading ${path} was broken off.`, { file: path })
  }
}

/** A NamescopeError as a problem of the source; anything else is thrown on. */
export function problemOf(error: unknown): SourceProblem {
  if (!(error instanceof NamescopeError)) throw error
  const { code, message, place } = error
  return { severity: 'error', code, message, file: place.file, line: place.line, field: place.field }
}

/** @throws NamescopeError for the first problem that `strict` makes fatal: a document that can't be taken, an object written twice. */
export function throwWhenStrict(problems: readonly SourceProblem[], strict: boolean | undefined): void {
  const fatal = strict
    ? problems.find(({ severity, code }) => severity === 'error' || code === 'duplicate-object')
    : undefined
  if (fatal === undefined) return
  const { code, message, file, line, field } = fatal
  throw new NamescopeError(code as ErrorCode, message, { file, line, field })
}
