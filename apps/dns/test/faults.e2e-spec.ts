import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'

const MAIN = 'dist/programs/dns.js'
const NAME = 'kubernetes.default.svc.cluster.local'
const run = promisify(execFile)
const hasBuild = existsSync(MAIN)
const tools = ['unshare -n true', 'ip -V', 'nsenter -V', 'dig -v', 'setpriv --version'].map((line) => line.split(' '))
/** Network namespaces take privileges, and the tools of Debian's util-linux, iproute2 and bind9-dnsutils. */
const hasNamespaces = tools.every(([tool, ...words]) => spawnSync(tool as string, words).status === 0)

const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Starts a program that is killed after the test. */
function start(program: string, ...words: string[]): ChildProcess {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('NAMESCOPE_'))
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'], env: Object.fromEntries(environment) })
  cleanUps.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  return child
}

/** The first log line that fits, as far as the pattern's group says. */
async function said(lines: AsyncIterator<string>, pattern: RegExp): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next()
    if (done) throw new Error('it ended before it said that')
    const found = pattern.exec((JSON.parse(value) as { msg: string }).msg)?.[1]
    if (found !== undefined) return found
  }
}

describe.skipIf(!hasBuild)('the sidecar that is told to stop (needs a build)', () => {
  it('answers all questions while nobody knows yet, says that it is not ready, and ends with 0', async () => {
    const free = ['--dns-address', '127.0.0.1:0', '--operations-address', '127.0.0.1:0']
    const child = start(process.execPath, MAIN, ...free, '--dns-lameduck', '3s')
    const lines = createInterface({ input: child.stderr! })[Symbol.asyncIterator]()
    const resolver = new Resolver({ tries: 1 })
    resolver.setServers([await said(lines, /^DNS on (\S+),/)])
    const operations = await said(lines, /(http:\S+)/)
    const ready = async (): Promise<number> => (await fetch(`${operations}/ready`)).status
    await expect.poll(ready, { timeout: 20_000 }).toBe(200)
    let answered = 0
    const enough = new AbortController()
    const load = Array.from({ length: 20 }, async () => {
      for (; !enough.signal.aborted; answered++) await resolver.resolve4(NAME)
    })
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await expect.poll(ready, { timeout: 2_000 }).toBe(503)
    const before = answered
    await expect.poll(() => answered, { timeout: 2_000 }).toBeGreaterThan(before + 100)
    enough.abort()
    await Promise.all(load)
    expect(await exit).toEqual([0, null])
  })
})

describe.skipIf(!hasBuild || !hasNamespaces)(
  'the sidecar in a network namespace (needs a build, privileges, and tools; skipped without)',
  () => {
    it(
      'follows addresses as they come and go, and answers from the one that was asked',
      { timeout: 60_000 },
      async () => {
        const words = ['--dns-address', '0.0.0.0:53', '--operations-address', '127.0.0.1:9153']
        const script = 'ip link set lo up && ip addr add 10.99.0.1/32 dev lo && exec "$@"'
        const child = start('unshare', '-n', 'sh', '-c', script, 'sh', process.execPath, MAIN, ...words)
        const lines = createInterface({ input: child.stderr! })[Symbol.asyncIterator]()
        await said(lines, /^DNS on (\S+),/)
        const inside = (...command: string[]): Promise<{ stdout: string }> =>
          run('nsenter', ['-t', String(child.pid), '-n', ...command])
        // dig takes only a reply from the address that it asked.
        const isAnswered = async (address: string): Promise<boolean> => {
          const ask = inside('dig', `@${address}`, NAME, '+short', '+tries=1', '+time=1')
          const { stdout } = await ask.catch(() => ({ stdout: '' }))
          return /^\d+\.\d+\.\d+\.\d+$/m.test(stdout) && !stdout.includes(';;')
        }
        for (const address of ['127.0.0.1', '10.99.0.1']) {
          await expect.poll(() => isAnswered(address), { timeout: 15_000 }).toBe(true)
        }
        await inside('ip', 'addr', 'add', '10.99.0.2/32', 'dev', 'lo')
        await expect.poll(() => isAnswered('10.99.0.2'), { timeout: 20_000 }).toBe(true)
        await inside('ip', 'addr', 'del', '10.99.0.1/32', 'dev', 'lo')
        expect(await isAnswered('10.99.0.1')).toBe(false)
        await inside('ip', 'addr', 'add', '10.99.0.1/32', 'dev', 'lo')
        await expect.poll(() => isAnswered('10.99.0.1'), { timeout: 20_000 }).toBe(true)
        expect(child.exitCode).toBeNull()
      },
    )

    it('says what to do when it may not listen on port 53', async () => {
      const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
      const words = ['--dns-address', '127.0.0.1:53', '--operations-address', '127.0.0.1:0']
      const script = 'ip link set lo up && exec "$@"'
      const program = ['setpriv', ...nobody, process.execPath, MAIN, ...words]
      const child = start('unshare', '-n', 'sh', '-c', script, 'sh', ...program)
      let text = ''
      child.stderr!.on('data', (chunk) => (text += String(chunk)))
      await once(child, 'close')
      expect(child.exitCode).toBe(2)
      const line = text.split('\n').find((each) => each.startsWith('error: '))
      expect(line).toMatch(/127\.0\.0\.1:53.*ip_unprivileged_port_start=53.*NET_BIND_SERVICE.*--dns-address/)
    })
  },
)
