import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import type { ServerAddress } from '#test/peers'

const SOURCE = 'bench/dns/load.c'
const PROGRAM = '.cache/bench/load'
const LARGEST_OUTPUT = 64 << 20

/** What is asked, and how fast. */
export type Load = { readonly file: string } & (
  { readonly outstanding: number; readonly rate?: never } | { readonly rate: number; readonly outstanding?: never }
)

export interface LoadOptions {
  readonly loads: readonly Load[]
  readonly seconds: number
  /** Milliseconds. Default: a second. */
  readonly window?: number
  readonly tcp?: boolean
  /** Overwrite first labels with numbers that never come twice. */
  readonly unique?: boolean
  readonly sockets?: number
}

/** How one load fared. Times are microseconds. */
export interface Counts {
  readonly sent: number
  readonly answered: number
  readonly lost: number
  /** Replies to another question than the one that was asked. */
  readonly wrong: number
  readonly truncated: number
  /** Questions of a fixed rate that the generator itself was too slow to send. */
  readonly unsent: number
  readonly rcodes: Readonly<Record<string, number>>
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  readonly silence: number
}

export interface LoadReport {
  readonly seconds: number
  readonly reconnects: number
  readonly loads: readonly Counts[]
}

/** Compiles the generator where that has not been done since it was changed. */
export function buildGenerator(): void {
  mkdirSync('.cache/bench', { recursive: true })
  const built = statSync(PROGRAM, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built < statSync(SOURCE).mtimeMs) execFileSync('cc', ['-O2', '-o', PROGRAM, SOURCE], { stdio: 'inherit' })
}

/** Runs the generator on its core; gives the whole run, and each window of it. */
export async function runLoad(
  server: ServerAddress,
  launcher: readonly string[],
  { loads, seconds, window, tcp = false, unique = false, sockets }: LoadOptions,
): Promise<{ whole: LoadReport; windows: LoadReport[] }> {
  const [command, ...words] = [...launcher, PROGRAM, server.host, String(server.port)]
  const { stdout } = await promisify(execFile)(
    command,
    [
      ...words,
      ...['--seconds', String(seconds)],
      ...(window === undefined ? [] : ['--window', String(window)]),
      ...(sockets === undefined ? [] : ['--sockets', String(sockets)]),
      ...(tcp ? ['--tcp'] : []),
      ...(unique ? ['--unique'] : []),
      ...loads.flatMap(({ file, outstanding, rate }) =>
        rate === undefined ? ['--closed', file, String(outstanding)] : ['--open', file, String(rate)],
      ),
    ],
    { maxBuffer: LARGEST_OUTPUT },
  )
  const reports = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoadReport)
  return { whole: reports.at(-1) as LoadReport, windows: reports.slice(0, -1) }
}
