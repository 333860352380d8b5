import { execFile, spawn, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { cleanUp, later, start } from './started-server.js'

const hasNamed = spawnSync('named', ['-v']).status === 0
const run = promisify(execFile)
const COREFILE = `. {
  kubernetes cluster.local in-addr.arpa
  transfer {
    to 127.0.0.1
  }
}`

afterEach(cleanUp)

/** BIND as a secondary of the zone, on a free port of 127.0.0.1; it is ended by `cleanUp`. */
async function secondaryOf(primaryPort: number, port: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'namescope-named-'))
  await chmod(folder, 0o777)
  later(() => rm(folder, { recursive: true }))
  const options = [
    `directory "${folder}"; pid-file none; session-keyfile "${folder}/session.key";`,
    `listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; notify no;`,
    'dnssec-validation no; allow-transfer { any; };',
  ]
  const zone = [
    'type secondary; file "zone.db"; masterfile-format text; min-refresh-time 1; max-refresh-time 1; min-retry-time 1; max-retry-time 1;',
    `primaries { 127.0.0.1 port ${primaryPort}; };`,
  ]
  const file = join(folder, 'named.conf')
  await writeFile(
    file,
    `options { ${options.join('\n')} };\ncontrols { };\nzone "cluster.local" { ${zone.join('\n')} };\n`,
  )
  const named = spawn('named', ['-g', '-c', file], { stdio: 'ignore' })
  later(
    () =>
      new Promise((resolve) => {
        named.once('exit', resolve)
        named.kill('SIGTERM')
      }),
  )
}

async function ask(port: number, ...words: readonly string[]): Promise<string[]> {
  const options = ['@127.0.0.1', '-p', `${port}`, '+noall', '+answer', '+tries=1', '+time=2']
  const { stdout } = await run('dig', [...options, ...words]).catch(() => ({ stdout: '' }))
  return stdout
    .split('\n')
    .filter((line) => /^[^;\s]/.test(line))
    .map((line) => line.replace(/\s+/g, ' '))
}

describe.skipIf(!hasNamed)("BIND's named as a secondary (skipped where bind9 is not installed)", () => {
  it('transfers the zone, serves it as it is, and follows its serial', { timeout: 60_000 }, async () => {
    let view = viewOfObjects(SMALL_CLUSTER, { corefile: COREFILE })
    const server = await start({ view: () => view, serverAddresses: ['127.0.0.1'] })
    const port = server.port + 1
    await secondaryOf(server.port, port)
    const served = (): Promise<string[]> => ask(port, 'web.default.svc.cluster.local', 'A')
    await expect.poll(served, { timeout: 20_000 }).toEqual(['web.default.svc.cluster.local. 5 IN A 10.96.50.100'])
    // Order and repeats are the secondary's own affair, and glue takes the TTL of its RRset there.
    const ownerAndData = (lines: string[]): string[] =>
      [...new Set(lines.map((line) => line.replace(/^(\S+) \d+/, '$1')))].toSorted()
    const [ours, theirs] = await Promise.all([server.port, port].map((at) => ask(at, 'cluster.local', 'AXFR')))
    expect(ownerAndData(theirs ?? [])).toEqual(ownerAndData(ours ?? []))
    expect(theirs?.length).toBeGreaterThan(20)

    const changed = viewOfObjects(
      SMALL_CLUSTER.filter(({ metadata }) => (metadata as { name: string }).name !== 'web'),
      { corefile: COREFILE },
    )
    view = { ...changed, serials: { ...changed.serials, cluster: changed.serials.cluster + 60 } }
    await expect.poll(served, { timeout: 30_000 }).toEqual([])
    expect((await ask(port, 'cluster.local', 'SOA'))[0]).toContain(` ${view.serials.cluster} `)
  })
})
