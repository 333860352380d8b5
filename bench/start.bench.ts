/**
 * From a command to a server that is ready, on the tour, built and with V8's code cache filled: wall time, CPU until ready, and the
 * memory of the idle process. Each program is started six times, one after the other; the first start only fills the caches.
 * Linux only: CPU and memory are read from /proc.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { print, quantile } from './measure.js'

/** Any free port of loopback, told in the line that names the operations listener. */
const FREE = '127.0.0.1:0'
const READY_LINE = /live, ready.*?http:\/\/127\.0\.0\.1:(\d+)/

const STARTS = 5
const POLL_MS = 5
/** Long enough for timers, garbage and the first durable commit of a start to settle. */
const IDLE_MS = 5000
/** Linux counts CPU time of processes in hundredths of a second (USER_HZ), whatever its own tick is. */
const TICKS_PER_SECOND = 100

interface Start {
  readonly ready: number
  readonly cpu: number
  readonly memory: number
}

const folder = await mkdtemp(join(tmpdir(), 'namescope-bench-'))
try {
  const listeners = ['--dns-address', FREE, '--operations-address', FREE]
  const database = (index: number): string => `sqlite:${join(folder, `${index}.db`)}`
  await report('npm start', (index) => [
    ...['tools/run.mjs', 'start', '--http-address', FREE, '--database-url', database(index), ...listeners],
  ])
  await report('apps/dns', () => ['dist/programs/dns.js', ...listeners])
} finally {
  await rm(folder, { recursive: true })
}

async function report(name: string, argumentsOf: (index: number) => readonly string[]): Promise<void> {
  const starts: Start[] = []
  for (let index = 0; index <= STARTS; index++) starts.push(await measuredStart(argumentsOf(index)))
  const median = (field: keyof Start): number =>
    quantile(
      starts.slice(1).map((start) => start[field]),
      0.5,
    )
  console.log(`\n== ${name}`)
  print('command to ready, wall (median)', median('ready'), 'ms')
  print('command to ready, CPU (median)', median('cpu'), 'ms')
  print('idle RSS (median)', median('memory'), 'MB')
}

async function measuredStart(args: readonly string[]): Promise<Start> {
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  try {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    while (!(await isReady(READY_LINE.exec(said)?.[1]))) {
      if (child.exitCode !== null) throw new Error(`ended before it was ready\n${said}`)
      await wait(POLL_MS)
    }
    const ready = performance.now() - started
    const cpu = await cpuOf(child.pid!)
    await wait(IDLE_MS)
    return { ready, cpu, memory: await memoryOf(child.pid!) }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function isReady(port: string | undefined): Promise<boolean> {
  return port !== undefined && (await fetch(`http://127.0.0.1:${port}/ready`)).ok
}

/** CPU time of the process so far, all threads, user and system (proc_pid_stat(5), fields 14 and 15). Milliseconds. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name in brackets and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

/** Resident memory of the process (VmRSS) in MB of 1024 KiB. */
async function memoryOf(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
