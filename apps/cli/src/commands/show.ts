import { usageError } from '../failure.js'
import type { MomentFlags, OutputFlags, WatchFlags } from '../flags/question-flags.js'
import type { Inquirer } from '../inquirer/inquirer.js'
import type { ExitCode, Io } from '../io.js'
import { separatorOf } from '../print/output-format.js'

type Write = (text: string) => void

/**
 * Prints an answer: once, or with `--watch` again at each new revision that changes it, until the run is interrupted.
 * @returns the exit code of the last answer
 * @throws NamescopeError `invalid-argument` for watching the past, which does not change
 */
export async function show(
  io: Io,
  inquirer: Inquirer,
  { watch, at, output }: WatchFlags & MomentFlags & OutputFlags,
  print: (write: Write) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (watch !== true) return print((text) => io.stdout.write(text))
  if (at !== undefined) throw usageError('The past does not change: give --watch or --at, not both.', '--watch')
  let code: ExitCode = 0
  let shown: string | undefined
  for await (const _revision of inquirer.revisions(io.signal)) {
    let text = ''
    code = await print((part) => (text += part))
    if (text === shown) continue
    io.stdout.write(shown === undefined ? text : separatorOf(output) + text)
    shown = text
  }
  return code
}
