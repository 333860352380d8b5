import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startProgram } from '#test/peers'
import type { Benchmark } from './benchmark.js'
import { memoryOf } from './process-tree.js'

const HTTP = '127.0.0.1:10550'
const FOLLOWERS = 1_000
/** What the DNS sidecar follows under kubeadm's Corefile. */
const PATH = '/api/v1/feed?protocol=1.0&kinds=ConfigMap,Deployment,EndpointSlice,Namespace,Service'
/** A stream that has been quiet for so long has told all that there is. Milliseconds, shorter than a heartbeat. */
const QUIET = 1_500
const PATIENCE = 120_000
/** Heartbeats come and go; what counts is the state before them. */
const NEARLY_ALL = 0.99

/** A thousand sidecars come back to one API at the same moment. */
export async function followers(bench: Benchmark): Promise<void> {
  const { folder, manifest, launcher } = bench.world
  const words = [process.execPath, 'dist/programs/namescope.js', 'serve', '--source', `manifests:${manifest}`]
  const listeners = [
    '--http-address',
    HTTP,
    '--dns-address',
    '127.0.0.1:10551',
    '--operations-address',
    '127.0.0.1:10552',
  ]
  const api = await startProgram(
    [...launcher, ...words, ...listeners, '--database-url', `sqlite:${join(folder, 'followers.db')}`],
    { isReady: async () => (await fetch('http://127.0.0.1:10552/ready').catch(() => undefined))?.ok ?? false },
  )
  const leaving = new AbortController()
  try {
    const whole = await octetsOfState(leaving.signal)
    if (whole === undefined) return bench.leaveOut('followers: this version of the API has no feed')
    const before = memoryOf(api.pid).now
    const started = performance.now()
    const all = Array.from({ length: FOLLOWERS }, () => received(leaving.signal, whole * NEARLY_ALL))
    const late = wait(PATIENCE, 'late' as const, { ref: false })
    if ((await Promise.race([Promise.all(all), late])) === 'late')
      return bench.leaveOut('followers: not all came through')
    bench.figure('1,000 followers at once: all current', (performance.now() - started) / 1000, 's', 60)
    bench.figure('1,000 followers at once: what each is told', whole / 2 ** 20, 'MB')
    bench.figure('1,000 followers at once: growth of the API to its peak', memoryOf(api.pid).peak - before, 'MB', 200)
  } finally {
    leaving.abort()
    await api.stop()
  }
}

/** How much one follower is told before it is current; `undefined` when the API has no feed. */
async function octetsOfState(signal: AbortSignal): Promise<number | undefined> {
  let octets = 0
  let last = performance.now()
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const request = get(`http://${HTTP}${PATH}`, { agent: false, signal }, (response) => {
    if (response.statusCode !== 200) return resolve(undefined)
    response.on('data', (part: Buffer) => {
      octets += part.length
      last = performance.now()
    })
    response.on('error', () => resolve(octets))
  })
  request.on('error', () => resolve(undefined))
  const timer = setInterval(() => octets > 0 && performance.now() - last > QUIET && resolve(octets), QUIET)
  const whole = await promise
  clearInterval(timer)
  request.destroy()
  return whole
}

/** Follows until so many octets have come, and stays connected. */
function received(signal: AbortSignal, wanted: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let octets = 0
  const request = get(`http://${HTTP}${PATH}`, { agent: false, signal }, (response) => {
    response.on('data', (part: Buffer) => {
      octets += part.length
      if (octets >= wanted) resolve()
    })
    response.on('error', reject)
  })
  request.on('error', reject)
  return promise
}
