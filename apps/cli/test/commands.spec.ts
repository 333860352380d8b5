import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'

const SCENE = ['--source', 'manifests:examples/course/04-srv']
const TOUR = ['--source', 'manifests:examples/tour']

describe('records', () => {
  it('prints NAMESPACE NAME TYPE DATA TTL SOURCE AGE', async () => {
    const { code, stdout, stderr } = await runCli(['records', '-n', 'default', '--service', 'web', ...SCENE])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      [
        'NAMESPACE   NAME                                        TYPE   DATA                                      TTL   SOURCE        AGE',
        'default     100.50.96.10.in-addr.arpa.                  PTR    web.default.svc.cluster.local.            30    Service/web   265d',
        'default     _http._tcp.web.default.svc.cluster.local.   SRV    0 100 80 web.default.svc.cluster.local.   30    Service/web   265d',
        'default     web.default.svc.cluster.local.              A      10.96.50.100                              30    Service/web   265d',
        '',
      ].join('\n'),
    )
  })

  it.each([
    [['-n', 'backend', '--type', 'A', '--service', 'api'], ['api.backend.svc.cluster.local.']],
    [
      ['--address', '10.96.50.102'],
      ['102.50.96.10.in-addr.arpa.', 'api.backend.svc.cluster.local.'],
    ],
    [['--name', 'API.backend.svc.cluster.local'], ['api.backend.svc.cluster.local.']],
    [['--object', 'Service/team-a/web', '--type', 'A'], ['web.team-a.svc.cluster.local.']],
    [['-A', '-n', 'nowhere', '--suffix', 'team-b.svc.cluster.local', '--type', 'A'], ['api.team-b.svc.cluster.local.']],
  ])('keeps to the filter %s', async (filter, names) => {
    const { stdout } = await runCli(['records', ...filter, ...TOUR, '-o', 'name'])
    expect(stdout.split('\n').filter((name) => name !== '')).toEqual(names)
  })

  it('says so and ends with 1 when there are none', async () => {
    expect(await runCli(['records', '-n', 'nowhere', ...SCENE])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No records found.\n',
    })
  })

  it('gives one object with all pages as JSON and as YAML', async () => {
    const { stdout: json } = await runCli(['records', ...TOUR, '-o', 'json'])
    const { cluster, revision, records } = JSON.parse(json) as { cluster: string; revision: string; records: object[] }
    expect({ cluster, revision }).toEqual({ cluster: 'examples/tour', revision: '1.1' })
    const { stdout: yaml } = await runCli(['records', ...TOUR, '-o', 'yaml'])
    expect(yaml.match(/^ {2}- id: /gm)).toHaveLength(records.length)
  })

  it('takes the manifests from the standard input', async () => {
    const manifest =
      'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: default}\nspec: {clusterIP: 10.96.1.1, ports: [{port: 80}]}\n'
    const line = ['what-if', ...SCENE, '--apply', '-', '-o', 'name']
    const { stdout } = await runCli(line, { stdin: manifest })
    expect(stdout).toContain('a.default.svc.cluster.local.\n')
  })
})

describe('resolve --from', () => {
  it.each([
    ['api', 'default', 0, 'Asked: 1 question, through the search list of namespace default.'],
    ['api.production', 'default/client', 0, 'Asked: 2 questions, of which 1 led nowhere'],
    ['api.default.svc.cluster.local', 'default/client', 0, 'Asked: 4 questions, of which 3 led nowhere'],
    [
      'api.default.svc.cluster.local.',
      'default/client',
      0,
      'Asked: 1 question, past the search list of pod default/client: the name ends in a dot.',
    ],
    [
      '_http._tcp.web.default.svc.cluster.local',
      'default',
      0,
      'Asked: 1 question, past the search list of namespace default: the name has 5 dots or more.',
    ],
    ['api', 'frontend', 1, 'write api.backend to reach it.'],
  ])('%s from %s', async (name, from, code, line) => {
    const result = await runCli(['resolve', name, '--from', from, ...TOUR])
    expect(result).toMatchObject({ code, stderr: '' })
    expect(result.stdout).toContain(line)
  })

  it('a pod that there is not', async () => {
    const { code, stderr } = await runCli([
      'resolve',
      'api.default.svc.cluster.local',
      '--from',
      'default/nobody',
      ...TOUR,
    ])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: from: There is no pod default/nobody at this moment.\n',
    })
  })
})

describe('status', () => {
  it('tells cluster, CoreDNS and Corefile with their origin, revision, gaps, database and lag', async () => {
    const { code, stdout } = await runCli(['status', ...SCENE])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Cluster: +examples\/course\/04-srv$/m)
    expect(stdout).toMatch(/^CoreDNS: +1\.\d+\.\d+, from the image of kube-system\/coredns$/m)
    expect(stdout).toMatch(/^Corefile: +from ConfigMap kube-system\/coredns$/m)
    expect(stdout).toMatch(/^Revision: +1\.1, observed \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m)
    expect(stdout).toMatch(/^Gaps: +none$/m)
    expect(stdout).toMatch(/^Database: +none$/m)
    expect(stdout).toMatch(/^Service +3 +complete +0s$/m)
    expect(stdout).not.toMatch(/^CronJob /m)
  })

  it('takes CoreDNS settings from options, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'namescope-'))
    const corefile = join(folder, 'Corefile')
    writeFileSync(corefile, '.:53 {\n  kubernetes corp.example {\n  }\n}\n')
    const { stdout } = await runCli(['status', ...SCENE, '--coredns-version', '1.9.3', '--corefile', corefile])
    rmSync(folder, { recursive: true })
    expect(stdout).toMatch(/^CoreDNS: +1\.9\.3, by option$/m)
    expect(stdout).toMatch(/^Corefile: +by option$/m)
    expect(stdout).toMatch(/^Zones: +corp\.example\.$/m)
  })
})

describe('--watch', () => {
  it('prints again when a file changes the answer, and ends with the signal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'namescope-'))
    const manifest = (address: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {clusterIP: ${address}, ports: [{port: 80}]}\n`
    writeFileSync(join(folder, 'a.yaml'), manifest('10.96.1.1'))
    const ended = new AbortController()
    const { code, stdout } = await runCli(
      ['resolve', 'a.b.svc.cluster.local', '--watch', '-o', 'short', '--source', `manifests:${folder}`],
      {
        signal: ended.signal,
        onOutput: (text) => {
          if (text.includes('10.96.1.1\n')) writeFileSync(join(folder, 'a.yaml'), manifest('10.96.1.2'))
          else ended.abort()
        },
      },
    )
    rmSync(folder, { recursive: true })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '10.96.1.1\n10.96.1.2\n' })
  })
})

describe('diff', () => {
  it('compares two sources', async () => {
    const sources = ['--source', 'manifests:examples/course/03-service-records', '--other-source', SCENE[1] as string]
    const { code, stdout } = await runCli(['diff', ...sources])
    expect(code).toBe(1)
    expect(stdout).toContain('+   _http._tcp.web.default.svc.cluster.local.   SRV    30    0 100 80 web.default.svc')
    expect(stdout).toContain('1 name: 1 record added, 0 removed.\n')
  })

  it('finds nothing between a source and itself', async () => {
    const { code, stdout } = await runCli(['diff', ...SCENE, '--other-source', SCENE[1] as string])
    expect(code).toBe(0)
    expect(stdout).toMatch(/No record changes\.\n$/)
  })
})

describe('corefile', () => {
  const FILE = 'examples/course/12-debugging/after/corefile.yaml'

  it('shows plugins in the order in which they act, and lints', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'namescope-'))
    const file = join(folder, 'Corefile')
    writeFileSync(file, '.:53 {\n  forward . 10.0.0.1\n  cache 30\n  kubernetes cluster.local\n}\n')
    const shown = await runCli(['corefile', 'show', file])
    expect(shown.stdout).toBe(
      [
        'SERVER   PLUGIN       PLACE',
        '.:53     cache        Corefile:3:3',
        '.:53     kubernetes   Corefile:4:3',
        '.:53     forward      Corefile:2:3',
        '',
      ].join('\n'),
    )
    expect(await runCli(['corefile', 'lint', file])).toEqual({ code: 0, stdout: 'No problems.\n', stderr: '' })
    writeFileSync(file, '.:53 {\n  kubernetes cluster.local {\n    pods never\n  }\n}\n')
    const linted = await runCli(['corefile', 'lint', file])
    expect(linted.code).toBe(1)
    expect(linted.stdout).toMatch(/^Corefile:3:\d+: error: .*never/)
    expect((await runCli(['corefile', 'show', file])).stderr).toMatch(/^error: Corefile:3:\d+: /)
    rmSync(folder, { recursive: true })
  })

  it('says where a manifest is not a Corefile', async () => {
    const { code, stdout } = await runCli(['corefile', 'lint', FILE])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^Corefile:\d+:\d+: error: /)
  })
})

describe('help and completion', () => {
  it.each(['serve', 'dns', 'status', 'resolve', 'records', 'policies', 'revisions', 'diff', 'what-if', 'completion'])(
    '%s has a help text with examples',
    async (command) => {
      const { code, stdout } = await runCli([command, '--help'])
      expect(code).toBe(0)
      expect(stdout).toContain(`\nExamples:\n`)
      expect(stdout).toContain(`namescope ${command}`)
    },
  )

  it('every option of the configuration is a flag of serve', async () => {
    const { OPTIONS } = await import('#libs/config')
    const { stdout } = await runCli(['serve', '--help'])
    for (const { flag, group } of OPTIONS) {
      if (group === 'client') expect(stdout).not.toMatch(new RegExp(`^  ${flag} `, 'm'))
      else expect(stdout).toMatch(new RegExp(`^  ${flag}( |$)`, 'm'))
    }
  })

  it('completes commands, flags and formats', async () => {
    const { code, stdout } = await runCli('completion bash')
    expect(code).toBe(0)
    expect(stdout).toContain('" snapshot") words="create list delete')
    expect(stdout).toContain('" policies") words="verdict ')
    expect(stdout).toContain('" resolve --output") words="table wide json yaml name dig short"')
    expect((await runCli('completion zsh')).stdout).toContain(stdout)
  })

  it('tells its version', async () => {
    expect((await runCli('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
