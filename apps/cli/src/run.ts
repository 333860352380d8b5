import type { ExitCode, Io } from './io.js'

/** What a command's action takes from the run. */
export interface Run {
  readonly io: Io
  /** Sets the exit code. A failure is thrown instead. */
  readonly exit: (code: ExitCode) => void
}
