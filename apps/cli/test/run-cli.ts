import { main } from '../src/cli.js'
import type { ExitCode, Io } from '../src/io.js'

/** What came of one run of the command line. */
export interface CliResult {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

export interface CliSurroundings {
  readonly env?: Io['env']
  readonly stdin?: string
  readonly signal?: AbortSignal
  /** Told of everything that is written to the standard output, as it comes. */
  readonly onOutput?: (text: string) => void
  /** Resolves when the reader has taken it; at once by default. */
  readonly drained?: () => Promise<void>
}

/** A day after everything in the examples was made, so that every age is one of days. */
export const NOW = Date.UTC(2026, 10, 23, 10)

/** Runs the command line in this process, as a user at a pipe would: no terminal, nothing in the environment. */
export async function runCli(line: string | readonly string[], surroundings: CliSurroundings = {}): Promise<CliResult> {
  const { env = {}, stdin = '', signal = new AbortController().signal, onOutput } = surroundings
  let stdout = ''
  let stderr = ''
  const code = await main(typeof line === 'string' ? line.split(' ') : line, {
    stdout: {
      isTTY: false,
      write: (text) => {
        stdout += text
        onOutput?.(text)
      },
      drained: surroundings.drained ?? (() => Promise.resolve()),
    },
    stderr: { isTTY: false, write: (text) => void (stderr += text), drained: () => Promise.resolve() },
    stdin: (async function* () {
      yield new TextEncoder().encode(stdin)
    })(),
    env,
    signal,
    now: () => NOW,
  })
  return { code, stdout, stderr }
}
