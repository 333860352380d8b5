import { readFile } from 'node:fs/promises'
import { configurationFile, parseFlags, readConfiguration, type Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'
import { serve } from './serve.js'

const USAGE_OR_FAILURE = 2

/** Runs the sidecar until it is told to stop; sets the exit code. */
export async function run(words: readonly string[], onLoaded: () => void): Promise<void> {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(signal))
  try {
    await serve(await configurationOf(words), interrupted.signal, onLoaded)
  } catch (error) {
    process.stderr.write(`error: ${failureText(error)}\n`)
    process.exitCode = USAGE_OR_FAILURE
  }
}

async function configurationOf(words: readonly string[]): Promise<Configuration> {
  const given = { environment: process.env, flags: parseFlags(words) }
  const { file, required } = configurationFile(given)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !required) return undefined
    const message = `The configuration file can't be read (${error.code}); name a readable one with --config.`
    throw new NamescopeError('invalid-configuration', message, { file }, { cause: error })
  })
  return readConfiguration({ ...given, ...(text !== undefined && { yaml: { text, file } }) })
}

function failureText(error: unknown): string {
  if (!(error instanceof NamescopeError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { file, line, field } = error.place
  const at = [file, line].filter((part) => part !== undefined).join(':')
  return [at, field, error.message].filter((part) => part !== undefined && part !== '').join(': ')
}
