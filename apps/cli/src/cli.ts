import { CommanderError } from 'commander'
import { failureLine } from './failure.js'
import type { ExitCode, Io } from './io.js'
import { buildProgram } from './program.js'

/**
 * Runs one command line.
 * @param argv the words after `namescope`
 * @returns the exit code; everything to be said has been written
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = buildProgram(io, (result) => (code = result))
  try {
    await program.parseAsync(argv.map(asValue), { from: 'user' })
    return code
  } catch (thrown) {
    // commander has written its own already; help and version end by an error, too, one without a fault.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    io.stderr.write(`${failureLine(thrown)}\n`)
    return 2
  }
}

/** A time ago (`-15m`) is a value, though it begins like a flag: a blank ahead of it makes it one for commander. */
function asValue(word: string): string {
  return /^-\d+[dhms]/.test(word) ? ` ${word}` : word
}
