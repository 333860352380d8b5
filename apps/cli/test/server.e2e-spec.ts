import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfiguration, socketText } from '#libs/config'
import { createLogger } from '../../api/src/start/logging.js'
import { startNamescope, type Namescope } from '../../api/src/start/start-namescope.js'
import { runCli, type CliResult } from './run-cli.js'

const TOUR = 'manifests:examples/tour'
const TOKEN = 'a-token-that-is-long-enough'
const LIMITED_TOKEN = 'another-token-long-enough'

interface Started {
  readonly url: string
  stop(): Promise<void>
}

/** A server of the tour on free ports, with a database of its own. */
async function start(folder: string, flags: Readonly<Record<string, string>> = {}): Promise<Started> {
  const free = '127.0.0.1:0'
  const addresses = { httpAddress: free, operationsAddress: free, dnsAddress: free }
  const databaseUrl = `sqlite:${join(folder, 'namescope.db')}`
  const configuration = readConfiguration({ flags: { source: TOUR, databaseUrl, ...addresses, ...flags } })
  const namescope = await startNamescope(configuration, createLogger({ logLevel: 'silent', logFormat: 'json' }))
  await ready(namescope)
  return { url: `http://${socketText(namescope.addresses.http)}`, stop: () => namescope.close() }
}

async function ready(namescope: Namescope): Promise<void> {
  while (namescope.readiness().status === 'not-ready') await new Promise((resolve) => setTimeout(resolve, 10))
}

let folder: string
let server: Started

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'namescope-'))
  server = await start(folder)
})

afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

const ask = (line: string): Promise<CliResult> => runCli([...line.split(' '), '--server', server.url])

describe('the same from a server as from files', () => {
  it.each([
    'resolve web.default.svc.cluster.local',
    'resolve web.default.svc.cluster.local. SRV -o wide',
    'resolve db.default.svc.cluster.local -o short',
    'resolve db.default.svc.cluster.local -o name',
    'resolve api.frontend.svc.cluster.local --from frontend',
    'resolve mysql-0.mysql.default.svc.cluster.local -o dig --from frontend/nobody',
    'resolve payments.default.svc.cluster.local -o json',
    'resolve google.com',
    'resolve a..b',
    'records',
    'records -n default -o wide',
    'records -l app=web -o yaml',
    'records -n nowhere',
    'records --cidr 10.96.50.0/24 -o name',
    'records --address nonsense',
    'records --zone-file cluster.local',
    'records --zone-file example.com',
    'policies',
    'policies -n nowhere',
    'policies -o yaml',
    'policies verdict egress-without-dns/client 10.1.0.2 53/UDP -o wide',
    'policies verdict egress-without-dns/client egress-without-dns/client 80 -o json',
    'policies verdict egress-without-dns/client default/nobody 80',
    'status',
    'status -o name',
    'what-if --apply examples/tour/after/mysql-0.yaml --resolve mysql-0.mysql.default.svc.cluster.local',
    'what-if --delete svc/default/api -o json',
    'what-if --delete svc/default/nope',
    'what-if --apply package.json',
  ])('namescope %s', async (line) => {
    const local = await runCli([...line.split(' '), '--source', TOUR])
    expect(comparable(await ask(line))).toEqual(comparable(local))
  })

  /** When it was read, and how it is stored, is each side's own. */
  function comparable({ code, stdout, stderr }: CliResult): CliResult {
    const text = stdout
      .replace(/"observedAt": \d+/g, '"observedAt": 0')
      .replace(/observedAt: \d+/g, 'observedAt: 0')
      .replace(/observed \d{4}-\S+/g, 'observed then')
      .replace(/(\tSOA\t\S+ \S+) \d+/, '$1 serial')
      .replace(/^Database: .*$/m, '')
    return { code, stdout: text, stderr }
  }
})

describe('what only a server knows', () => {
  it('status tells how the history is stored', async () => {
    const { stdout } = await ask('status')
    expect(stdout).toMatch(/^Database: +(\S+ \S+, )?ok, 1\.\d+ on disk$/m)
  })

  it('names, lists, compares and forgets snapshots', async () => {
    const created = await ask('snapshot create before --note quiet')
    expect(created.code).toBe(0)
    expect(created.stdout).toMatch(/^NAME +REVISION +OBSERVED +AGE +NOTE\nbefore +1\.\d+ +\S+Z +\S+ +quiet\n$/)
    expect((await ask('snapshot create before')).stderr).toMatch(/^error: .*before/)
    expect((await ask('snapshot list -o name')).stdout).toBe('before\n')
    const compared = await ask('diff before')
    expect({ code: compared.code, end: compared.stdout.split('\n')[1] }).toEqual({ code: 0, end: 'No record changes.' })
    expect(await ask('snapshot delete before')).toEqual({ code: 0, stdout: 'snapshot before deleted\n', stderr: '' })
    expect(await ask('snapshot list')).toEqual({ code: 1, stdout: '', stderr: 'No snapshots found.\n' })
    expect((await ask('diff before')).code).toBe(2)
  })

  it('lists revisions, and answers at one of them', async () => {
    const { code, stdout } = await ask('revisions')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^REVISION +OBSERVED +KIND +CHANGES +NOTE\n1\.\d+ +\S+Z +changes +\d+ /)
    const [revision = ''] = (await ask('revisions -o name --limit 1')).stdout.split('\n')
    const past = await ask(`resolve web.default.svc.cluster.local -o short --at ${revision}`)
    expect(past).toEqual({ code: 0, stdout: '10.96.50.101\n', stderr: '' })
    expect((await ask('resolve web.default.svc.cluster.local --at -1h')).code).toBe(2)
    expect((await ask('diff -1h')).stderr).toMatch(/^error: /)
  })

  it('is what a command asks when the environment names it, unless a source is given', async () => {
    const env = { NAMESCOPE_SERVER: server.url }
    expect((await runCli('status', { env })).stdout).toMatch(/^Database: +.*on disk$/m)
    expect((await runCli(['status', '--source', TOUR], { env })).stdout).toMatch(/^Database: +none$/m)
  })
})

describe('with tokens', () => {
  let tokenFile: string
  let guarded: Started

  beforeAll(async () => {
    tokenFile = join(folder, 'tokens')
    writeFileSync(tokenFile, `# callers\nadmin ${TOKEN} *\nteam ${LIMITED_TOKEN} team-a\n`, { mode: 0o600 })
    const databaseUrl = `sqlite:${join(folder, 'guarded.db')}`
    guarded = await start(folder, { auth: 'token', authTokenFile: tokenFile, databaseUrl })
  })

  afterAll(() => guarded.stop())

  it.each([
    [['--token-file', '{file}'], 0],
    [['--token', TOKEN], 0],
    [[], 2],
    [['--token', 'wrong-token-wrong-token'], 2],
  ])('asks with %s', async (flags, code) => {
    const line = ['resolve', 'web.default.svc.cluster.local', '--server', guarded.url, '-o', 'short']
    const result = await runCli([...line, ...flags.map((flag) => flag.replace('{file}', tokenFile))])
    expect(result.code).toBe(code)
    if (code === 2) expect(result.stderr).toMatch(/^error: .*token/)
  })

  it('shows a limited caller its own namespaces, and tells nothing of others', async () => {
    const limited = ['--server', guarded.url, '--token', LIMITED_TOKEN]
    const { stdout } = await runCli(['records', '-o', 'json', ...limited])
    const { records } = JSON.parse(stdout) as { records: { namespace?: string }[] }
    expect(new Set(records.map(({ namespace }) => namespace))).toEqual(new Set([undefined, 'team-a']))
    const hidden = await runCli(['resolve', 'api.backend.svc.cluster.local', ...limited])
    const absent = await runCli(['resolve', 'nothing.backend.svc.cluster.local', ...limited])
    expect(hidden.stdout).toBe('api.backend.svc.cluster.local. A: forbidden (outside your namespaces)\n')
    expect(absent.stdout).toBe(hidden.stdout.replace('api.', 'nothing.'))
    expect((await runCli(['status', ...limited])).stdout).toMatch(/^Service +<unknown> +complete +0s$/m)
  })
})
