/** Where text goes. */
export interface Output {
  write(text: string): void
  /** Resolves once the reader has taken enough of it for more to be written; at once where that is so already. */
  drained(): Promise<void>
  /** A person reads it at a terminal: progress makes sense there, and nowhere else. */
  readonly isTTY: boolean
}

/** What a run of the command line takes from its surroundings; the process in `main.ts`, something smaller in tests. */
export interface Io {
  /** Answers. */
  readonly stdout: Output
  /** Errors, notes and progress: never a part of the answer. */
  readonly stderr: Output
  readonly stdin: AsyncIterable<Uint8Array>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts when the run should end early (Ctrl-C, SIGTERM). */
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  now(): number
}

/** The exit code of a run: 0 data, or nothing to report; 1 findings, differences, or no data; 2 wrong usage, or failure. */
export type ExitCode = 0 | 1 | 2
