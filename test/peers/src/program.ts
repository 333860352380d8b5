import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

/** A program that runs until it is stopped. */
export interface RunningProgram {
  readonly pid: number
  /** What it has written on both streams so far. */
  output(): string
  stop(): Promise<void>
}

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Asked again and again until it says yes. */
  readonly isReady: (output: string) => boolean | Promise<boolean>
  /** Milliseconds until a program that is not ready is given up. Default: a minute. */
  readonly within?: number
}

const A_MINUTE = 60_000
const POLL = 10
/** Milliseconds until a program that was asked to end is killed. */
const PATIENCE = 10_000

/**
 * Starts a program and waits until it is ready.
 * @throws Error with what it wrote, when it ends or takes too long
 */
export async function startProgram(
  [command = '', ...words]: readonly string[],
  { environment, isReady, within = A_MINUTE }: ProgramOptions,
): Promise<RunningProgram> {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutOptions(process.env), ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  // Without a listener a command that is not there would end this process too.
  child.on('error', (error) => (output += error.message))
  const running = { pid: child.pid ?? 0, output: () => output, stop: () => stop(child) }
  const deadline = performance.now() + within
  while (!(await isReady(output))) {
    if (hasEnded(child) || performance.now() > deadline) {
      await running.stop()
      throw new Error(`${[command, ...words].join(' ')} was not ready:\n${output}`)
    }
    await wait(POLL)
  }
  return running
}

/** What configures our own programs would do so behind the back of a test. */
function withoutOptions(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('NAMESCOPE_')))
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  await ended
  clearTimeout(timer)
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}
