import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { encodeQuery } from '#libs/dns-wire'
import { UdpClient, type ServerAddress } from './exchange.js'
import { startProgram, type RunningProgram } from './program.js'

/** Names the program, instead of building it. Not a NAMESCOPE_ variable: those are options of the product, and checked. */
const OWN_PROGRAM = 'COREDNS_PROGRAM'
const MODULE = 'test/peers/coredns'
const CACHE = '.cache/peers'
const SYNCED_WITHIN = 60_000

/**
 * The real CoreDNS 1.15.0: the program that `COREDNS_PROGRAM` names, else built from `test/peers/coredns/go.mod` where a Go toolchain is
 * (some minutes, once), into `.cache/`. Relative to the working directory, which is the checkout.
 * @returns the program, or in a sentence why there is none
 */
export async function coreDnsProgram(): Promise<{ program: string } | { missing: string }> {
  const own = process.env[OWN_PROGRAM]
  if (own !== undefined) return existsSync(own) ? { program: own } : { missing: `${OWN_PROGRAM} names no file: ${own}` }
  const pinned = createHash('sha256')
  for (const file of ['go.mod', 'go.sum']) pinned.update(readFileSync(join(MODULE, file)))
  const program = resolve(CACHE, `coredns-${pinned.digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return { program }
  if (spawnSync('go', ['version']).status !== 0)
    return { missing: `there is neither a Go toolchain to build it nor a program named by ${OWN_PROGRAM}` }
  await mkdir(CACHE, { recursive: true })
  console.error(`building CoreDNS from ${MODULE}/go.mod (once; some minutes) ...`)
  const unfinished = `${program}.${process.pid}`
  const words = ['build', '-ldflags=-s -w', '-o', unfinished, 'github.com/coredns/coredns']
  const { status, stderr } = spawnSync('go', words, { cwd: MODULE, encoding: 'utf8' })
  if (status !== 0) return { missing: `it could not be built: ${stderr.trim().split('\n').at(-1)}` }
  await rename(unfinished, program)
  return { program }
}

export interface CoreDnsOptions {
  readonly program: string
  readonly corefile: string
  /** Where the Corefile makes it listen. */
  readonly address: ServerAddress
  /** What stands before the program on its command line, such as `taskset`. */
  readonly launcher?: readonly string[]
}

/** Starts CoreDNS and waits until it has read its cluster: until then it answers SERVFAIL. */
export async function startCoreDns({
  program,
  corefile,
  address,
  launcher = [],
}: CoreDnsOptions): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'namescope-coredns-'))
  const file = join(folder, 'Corefile')
  await writeFile(file, corefile)
  const words = [...launcher, program, '-conf', file]
  const running = await startProgram(words, { isReady: (output) => /^CoreDNS-\d/m.test(output) })
  await answers(address, 'kubernetes.default.svc.cluster.local.')
  return {
    ...running,
    stop: async () => {
      await running.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/**
 * Waits until a server has an address for a name.
 * @throws Error after a minute without one
 */
export async function answers(address: ServerAddress, name: string): Promise<void> {
  const client = await UdpClient.connect(address)
  const question = encodeQuery({ id: 1, question: { name, type: 'A', class: 1 } })
  try {
    for (const deadline = performance.now() + SYNCED_WITHIN; performance.now() < deadline; await wait(20)) {
      const reply = await client.ask(question, { patience: 100, tries: 1 })
      if (reply !== undefined && (reply.readUInt8(3) & 15) === 0 && reply.readUInt16BE(6) > 0) return
    }
  } finally {
    client.close()
  }
  throw new Error(`${address.host}:${address.port} has had no answer for ${name} for a minute`)
}
