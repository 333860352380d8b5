import { spawn, type ChildProcess } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, expect } from 'vitest'

export const SIDECAR = 'dist/programs/dns.js'
export const SERVER = 'dist/programs/namescope.js'
/** Listeners on free ports. */
export const FREE = ['--dns-address', '127.0.0.1:0', '--operations-address', '127.0.0.1:0']

interface LogLine {
  readonly level: number
  readonly msg: string
}

/** What is undone after each test, the last first. */
export const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Starts a program without the options of this process. */
export function start(program: string, ...words: string[]): ChildProcess {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('NAMESCOPE_'))
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: Object.fromEntries(environment),
  })
  cleanUps.push(() => kill(child))
  return child
}

/** Ends a process as a crash would. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

export interface Sidecar {
  readonly child: ChildProcess
  readonly resolver: Resolver
  /** `127.0.0.1:PORT` */
  readonly dns: string
  /** The URL of its operations listener. */
  readonly operations: string
  /** The messages of its log so far. */
  readonly said: readonly string[]
}

/** A sidecar that listens; it may have read nothing yet. */
export async function listeningSidecar(...words: string[]): Promise<Sidecar> {
  const child = start(SIDECAR, ...words, ...FREE)
  const said: string[] = []
  const addresses = Promise.withResolvers<[dns: string, operations: string]>()
  let dns: string | undefined
  const lines = createInterface({ input: child.stderr! })
  lines.on('line', (line) => {
    const { msg } = JSON.parse(line) as LogLine
    said.push(msg)
    dns ??= /^DNS on (\S+),/.exec(msg)?.[1]
    const operations = /(http:\S+)$/.exec(msg)?.[1]
    if (dns !== undefined && operations !== undefined) addresses.resolve([dns, operations])
  })
  lines.once('close', () => addresses.reject(new Error(`it ended without saying where it listens: ${said.join('; ')}`)))
  const [address, operations] = await addresses.promise
  const resolver = new Resolver()
  resolver.setServers([address])
  return { child, resolver, dns: address, operations, said }
}

/** A sidecar that serves and has read its source. */
export async function sidecar(...words: string[]): Promise<Sidecar> {
  const started = await listeningSidecar(...words)
  await ready(started.operations)
  return started
}

/** Resolves once the operations listener says ready. */
export async function ready(operations: string): Promise<void> {
  const status = (): Promise<number> =>
    fetch(`${operations}/ready`).then(
      (response) => response.status,
      () => 0,
    )
  await expect.poll(status, { timeout: 30_000 }).toBe(200)
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
