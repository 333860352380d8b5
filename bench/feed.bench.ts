/**
 * The feed and the sidecar behind it, on 100,000 pods of 11,000 headless Services: a thousand followers that come at once, first with
 * nothing and then with their place; the memory of the server and of the sidecar; how long a restart takes from the last state; how long a
 * commit takes to be on the wire, and the longest silence, while questions come in. Linux only: memory is read from /proc.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { FrameReader, positionText, readMessage, type FeedHello, type FeedPosition } from '#libs/commit-log'
import { Asker } from './dns-asker.js'
import { print, quantile } from './measure.js'

const NODES = 3_334
const FOLLOWERS = 1_000
/** As followers draw their first wait. */
const JITTER_MS = 1_000
const CHANGES = 200
const KINDS = 'ConfigMap,DaemonSet,Deployment,DnsOptions,EndpointSlice,Namespace,Service'
const PROBE = 'probe.default.svc.cluster.local'
const DNS_PORT = 15_399

const folder = await mkdtemp(join(tmpdir(), 'namescope-bench-'))
const stateFile = join(folder, 'state')
const sidecars: ChildProcess[] = []
const server = fork(new URL('feed-server.js', import.meta.url), [String(NODES)])
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
try {
  await followersAtOnce()
  await sidecar()
} finally {
  for (const child of sidecars) child.kill('SIGKILL')
  if (server.connected) server.disconnect()
  await rm(folder, { recursive: true })
}

async function followersAtOnce(): Promise<void> {
  console.log(`\n== ${FOLLOWERS} followers at once`)
  const before = residentOf(server)
  for (const [label, places] of [
    ['with nothing: whole states', []],
    ['with their place', await firstPlaces()],
  ] as const) {
    const peak = watchMemory(server)
    const started = performance.now()
    const followers = await Promise.all(Array.from({ length: FOLLOWERS }, (_, index) => follow(places[index])))
    print(`${label}: all current after`, performance.now() - started, 'ms')
    print('  octets sent to each', followers[0]?.octets ?? 0)
    print('  RSS of the server above its start, at most', peak() - before, 'MB')
    for (const { close } of followers) close()
    await wait(500)
  }
}

interface Following {
  readonly place: FeedPosition
  readonly octets: number
  readonly close: () => void
}

/** A follower that reads, without keeping, until it is told that it has caught up. */
async function follow(place?: FeedPosition): Promise<Following> {
  await wait(Math.random() * JITTER_MS)
  const after = place === undefined ? '' : `&after=${positionText(place)}`
  const outgoing = request(`http://127.0.0.1:${port}/api/v1/feed?protocol=1.0&kinds=${KINDS}${after}`, { agent: false })
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>]
  const reader = new FrameReader()
  let octets = 0
  return new Promise((resolve, reject) => {
    void (async () => {
      let current: FeedPosition | undefined
      for await (const bytes of response) {
        octets += bytes.length
        for (const { type, payload } of reader.take(bytes)) {
          if (type === 'hello') current = readMessage<FeedHello>(payload).current
          if (type !== 'position' || current === undefined) continue
          resolve({ place: readMessage<FeedPosition>(payload), octets, close: () => outgoing.destroy() })
        }
      }
    })().catch(reject)
  })
}

async function firstPlaces(): Promise<FeedPosition[]> {
  const { place, close } = await follow()
  close()
  return Array.from({ length: FOLLOWERS }, () => place)
}

async function sidecar(): Promise<void> {
  console.log('\n== the sidecar')
  const first = await startedSidecar()
  print('from nothing: command to first right answer', first.milliseconds, 'ms')
  while (!existsSync(stateFile)) await wait(50)
  await wait(10_000)
  print('RSS, steady', residentOf(first.child), 'MB')
  print('RSS, at most so far', residentOf(first.child, 'VmHWM'), 'MB')
  await commitsToAnswers()
  await longestSilence()
  print('RSS, at most, with load and writing', residentOf(first.child, 'VmHWM'), 'MB')
  print('the last state on the disk', statSync(stateFile).size / 1e6, 'MB')
  await killed(first.child)
  for (let turn = 0; turn < 3; turn++) {
    const again = await startedSidecar()
    print('restart from the disk: command to first right answer', again.milliseconds, 'ms')
    if (turn === 2) print('  RSS then', residentOf(again.child), 'MB')
    await killed(again.child)
  }
}

async function startedSidecar(): Promise<{ child: ChildProcess; milliseconds: number }> {
  const started = performance.now()
  const words = ['--dns-address', `127.0.0.1:${DNS_PORT}`, '--operations-address', '127.0.0.1:0']
  const child = spawn(
    process.execPath,
    ['dist/programs/dns.js', '--source', `feed:http://127.0.0.1:${port}`, '--dns-state-file', stateFile, ...words],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NAMESCOPE_LOG_LEVEL: 'error' } },
  )
  sidecars.push(child)
  const asker = new Asker(DNS_PORT, PROBE)
  while ((await asker.ask(50)) === undefined) await wait(2)
  asker.close()
  return { child, milliseconds: performance.now() - started }
}

async function commitsToAnswers(): Promise<void> {
  const load = background(8)
  const asker = new Asker(DNS_PORT, PROBE)
  const taken: number[] = []
  for (let turn = 1; turn <= CHANGES; turn++) {
    const told = once(server, 'message') as Promise<[{ turn: number; at: number }]>
    server.send(turn)
    const wanted = `10.96.${turn >> 8}.${turn & 255}`
    while ((await asker.ask(1000)) !== wanted);
    const answered = performance.timeOrigin + performance.now()
    const [{ at }] = await told
    taken.push(answered - at)
    await wait(Math.random() * 30)
  }
  asker.close()
  const asked = await load()
  print('commit applied to answer on the wire, under load: median', quantile(taken, 0.5), 'ms')
  print('  p99', quantile(taken, 0.99), 'ms')
  print('  questions a second meanwhile', asked)
}

/** A question every 2 ms while the state is written (every 10 s, as commits come in). */
async function longestSilence(): Promise<void> {
  const asker = new Asker(DNS_PORT, PROBE)
  let longest = 0
  for (let turn = CHANGES + 1; turn < CHANGES + 26; turn++) {
    server.send(turn)
    for (let i = 0; i < 500; i++) {
      const started = performance.now()
      await asker.ask(2000)
      longest = Math.max(longest, performance.now() - started)
      await wait(2)
    }
  }
  asker.close()
  print('longest wait for an answer, over two writings of the state', longest, 'ms')
}

/** Asks in so many closed loops until it is told to stop; gives the questions per second. */
function background(loops: number): () => Promise<number> {
  const stopping = new AbortController()
  let asked = 0
  const started = performance.now()
  const running = Promise.all(
    Array.from({ length: loops }, async () => {
      const asker = new Asker(DNS_PORT, PROBE)
      while (!stopping.signal.aborted) {
        await asker.ask(1000)
        asked++
      }
      asker.close()
    }),
  )
  return async () => {
    stopping.abort()
    await running
    return asked / ((performance.now() - started) / 1000)
  }
}

/** The highest memory of a process until the function returned is called, in MB. */
function watchMemory(child: ChildProcess): () => number {
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, residentOf(child))), 20)
  return () => {
    clearInterval(timer)
    return Math.max(most, residentOf(child))
  }
}

function residentOf(child: ChildProcess, field = 'VmRSS'): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
