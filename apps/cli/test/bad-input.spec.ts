import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'

const NAME = 'web.default.svc.cluster.local'
const SCENE = 'examples/course/03-service-records'

describe('wrong usage ends with 2 and one line that says what would be right', () => {
  it.each([
    ['frobnicate', "error: unknown command 'frobnicate'"],
    ['reslove x', "error: unknown command 'reslove' (Did you mean resolve?)"],
    [`resolve ${NAME} --form default/client`, "error: unknown option '--form' (Did you mean --from?)"],
    ['serve --dns-adress 127.0.0.1:1053', "error: unknown option '--dns-adress' (Did you mean --dns-address?)"],
    ['resolve', "error: missing required argument 'name'"],
    [
      `resolve ${NAME} -o xml`,
      "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are table, wide, json, yaml, name, dig, short.",
    ],
    [
      'records -o dig',
      "error: option '-o, --output <format>' argument 'dig' is invalid. Allowed choices are table, wide, json, yaml, name.",
    ],
    [`resolve ${NAME} AB`, 'error: "AB" is no record type; write one such as A, AAAA, SRV, PTR or TYPE65.'],
    [
      'resolve a..b',
      'error: "a..b" is not a domain name: it has an empty label (two dots in a row, or a leading dot).',
    ],
    [`resolve ${NAME} --watch --at -15m`, 'error: The past does not change: give --watch or --at, not both.'],
    [
      `resolve ${NAME} --at -15m`,
      'error: --at: Files have no history; a server keeps it: give --server http://127.0.0.1:8080.',
    ],
    [
      `resolve ${NAME} --server http://127.0.0.1:1 --source manifests:${SCENE}`,
      'error: A server has a source of its own: give --source or --server, not both.',
    ],
    [`status --server 127.0.0.1:8080`, 'error: --server "127.0.0.1:8080" is not an http:// or https:// URL'],
    [
      'status --source examples/tour',
      'error: --source "examples/tour" has "examples/tour", which is not manifests:PATH[,PATH], kubernetes, or feed:URL; for files write manifests:examples/tour',
    ],
    ['status --cluster other', 'error: --cluster: There is no cluster "other": name one of examples/tour.'],
    ['records --address 10.0.0', 'error: "10.0.0" is not an IP address.'],
    ['diff', 'error: Compared with what? Give a moment such as -15m, 1.42 or a snapshot, or --other-source SOURCE.'],
    ['what-if', 'error: Nothing is proposed: give --apply FILE or --delete KIND/NAMESPACE/NAME.'],
    ['what-if --delete Service/web', 'error: --delete: "Service/web" should be written Service/NAMESPACE/NAME.'],
    ['what-if --delete svc/default/nope', "error: Service default/nope can't be deleted: there is no such object."],
    ['revisions --limit 0', 'error: --limit: "0" is not a number from 1 to 500.'],
  ])('namescope %s', async (line, message) => {
    expect(await runCli(line)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` })
  })
})

describe('input that can not be read ends with 2 and names file, line and field', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'namescope-'))
    writeFileSync(join(folder, 'broken.yaml'), 'kind: Service\nmetadata: [\n')
    writeFileSync(
      join(folder, 'address.yaml'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec:\n  clusterIP: 10.96.0.300\n',
    )
    writeFileSync(join(folder, 'namescope.yaml'), 'sourse: manifests:examples/tour\n')
  })

  it('a manifest of a what-if', async () => {
    const { code, stderr } = await runCli(['what-if', '--apply', join(folder, 'broken.yaml')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: .*broken\.yaml:\d+: The document can't be read: .*\n$/)
  })

  it('an impossible address', async () => {
    const { code, stderr } = await runCli(['what-if', '--apply', join(folder, 'address.yaml')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: .*address\.yaml:5: .*spec\.clusterIP.*10\.96\.0\.300.*\n$/)
  })

  it.each([
    ['a source', ['status', '--source', 'manifests:/no/such/folder'], '/no/such/folder'],
    ['a configuration', ['status', '--config', '/no/such.yaml'], '/no/such.yaml'],
    ['a Corefile', ['corefile', 'lint', '/no/such/Corefile'], '/no/such/Corefile'],
    ['a token file', ['status', '--server', 'http://127.0.0.1:1', '--token-file', '/no/such/token'], '/no/such/token'],
  ])('%s that is missing', async (_what, line, file) => {
    const { code, stdout, stderr } = await runCli(line)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: .*\n$/)
    expect(stderr).toContain(file)
  })

  it('a configuration with an option that is none', async () => {
    const { code, stderr } = await runCli(['status', '--config', join(folder, 'namescope.yaml')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: .*namescope\.yaml:1:1: .*did you mean "source"\?\n$/)
  })

  it('a variable that is no option', async () => {
    const { code, stderr } = await runCli('status', { env: { NAMESCOPE_SORCE: 'x' } })
    expect(code).toBe(2)
    expect(stderr).toContain('NAMESCOPE_SOURCE')
  })

  it('documents of a source: the rest is answered, and what was left out is said', async () => {
    const { code, stdout, stderr } = await runCli(['status', '--source', `manifests:${folder}`])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Problems: +\d+$/m)
    expect(stderr).toMatch(/^warning: .*broken\.yaml:\d+: /m)
  })

  it('an interruption: there is no half answer', async () => {
    const result = await runCli(['resolve', NAME], { signal: AbortSignal.abort() })
    expect(result).toEqual({ code: 2, stdout: '', stderr: 'error: Interrupted before there was an answer.\n' })
  })

  it('the same with --strict', async () => {
    const { code, stderr } = await runCli(['status', '--strict', '--source', `manifests:${folder}`])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: /m)
  })
})
