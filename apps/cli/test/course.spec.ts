import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'

/** A scene's folder, what is asked there, and what the course's cluster answers: the data, or the outcome. */
const ANSWERS: readonly (readonly [scene: string, question: string, answer: readonly string[]])[] = [
  ['01-first-page', 'api.default.svc.cluster.local', ['10.96.50.100']],
  ['01-first-page', 'api.production.svc.cluster.local.', ['10.96.60.100']],
  ['03-service-records', 'web.default.svc.cluster.local A', ['10.96.50.100']],
  ['03-service-records', '100.50.96.10.in-addr.arpa PTR', ['web.default.svc.cluster.local.']],
  ['03-service-records', 'web.default.svc.cluster.local SRV', ['0 100 80 web.default.svc.cluster.local.']],
  ['04-srv', '_http._tcp.web.default.svc.cluster.local SRV', ['0 100 80 web.default.svc.cluster.local.']],
  ['04-srv', 'web.default.svc.cluster.local srv', ['0 100 80 web.default.svc.cluster.local.']],
  ['05-pod-by-address', '10-1-0-15.default.pod.cluster.local', ['10.1.0.15']],
  ['06-named-pod', 'my-pod.myapp-svc.default.svc.cluster.local', ['10.1.0.25']],
  ['07-headless', 'db.default.svc.cluster.local', ['10.1.0.15', '10.1.0.16', '10.1.0.17']],
  ['07-headless', '10-1-0-15.db.default.svc.cluster.local', ['10.1.0.15']],
  ['08-statefulset', 'mysql-0.mysql.default.svc.cluster.local', ['10.1.0.20']],
  ['08-statefulset', 'mysql-1.mysql.default.svc.cluster.local', ['10.1.0.21']],
  ['08-statefulset', 'mysql-2.mysql.default.svc.cluster.local', ['10.1.0.22']],
  ['08-statefulset', 'mysql.default.svc.cluster.local', ['10.1.0.20', '10.1.0.21', '10.1.0.22']],
  ['10-cross-namespace', 'api.backend.svc.cluster.local', ['10.96.50.100']],
  ['15-exercise', 'api.team-b.svc.cluster.local', ['10.96.100.60']],
  ['15-exercise', 'web.team-a.svc.cluster.local', ['10.96.100.50']],
]

const NO_DATA: readonly (readonly [scene: string, question: string, output: readonly string[]])[] = [
  [
    '03-service-records',
    '_http._tcp.web.default.svc.cluster.local SRV',
    [
      '_http._tcp.web.default.svc.cluster.local. SRV: NXDOMAIN',
      'Why: _http._tcp.web.default.svc.cluster.local. would be port http/tcp of Service default/web. ' +
        'Service default/web has no port http/tcp; it has (unnamed)/tcp.',
    ],
  ],
  [
    '03-service-records',
    'web.default.svc.cluster.local AAAA',
    [
      'web.default.svc.cluster.local. AAAA: NODATA',
      'Why: Service default/web exists, but has no AAAA record: it has no IPv6 address.',
    ],
  ],
  [
    '10-cross-namespace',
    'api.frontend.svc.cluster.local',
    [
      'api.frontend.svc.cluster.local. A: NXDOMAIN',
      'Why: api.frontend.svc.cluster.local. would be Service frontend/api. Namespace frontend has no Service api. ' +
        'Namespace backend has a Service api; write api.backend to reach it.',
      'Try: api.backend.svc.cluster.local.',
    ],
  ],
  [
    '13-ndots',
    'api.stripe.com',
    [
      'api.stripe.com. A: undecidable (upstream)',
      "Why: api.stripe.com. is no cluster name; CoreDNS would ask /etc/resolv.conf, which can't be asked here.",
    ],
  ],
]

const sourceOf = (scene: string): string[] => ['--source', `manifests:examples/course/${scene}`]

describe('the course, asked of its manifests', () => {
  it.each(ANSWERS)('%s: %s', async (scene, question, answer) => {
    const result = await runCli(['resolve', ...question.split(' '), ...sourceOf(scene), '-o', 'short'])
    expect(result).toEqual({ code: 0, stdout: answer.map((line) => `${line}\n`).join(''), stderr: '' })
  })

  it.each(NO_DATA)('%s: %s, and why there is nothing', async (scene, question, output) => {
    const result = await runCli(['resolve', ...question.split(' '), ...sourceOf(scene)])
    expect(result).toEqual({ code: 1, stdout: output.map((line) => `${line}\n`).join(''), stderr: '' })
  })

  it('names, type, TTL, data, and one line why', async () => {
    const { code, stdout } = await runCli([
      'resolve',
      'web.default.svc.cluster.local',
      ...sourceOf('03-service-records'),
    ])
    expect(code).toBe(0)
    expect(stdout).toBe(
      'NAME                             TYPE   TTL   DATA\n' +
        'web.default.svc.cluster.local.   A      30    10.96.50.100\n' +
        '\n' +
        "Why: Service default/web has the cluster IP 10.96.50.100; TTL 30 s from the plugin's ttl 30.\n",
    )
  })
})

const AFTER = 'examples/course/16-exercise-second-state/after'

describe('the course, before it is done', () => {
  it('a pod made anew keeps its name and gets another address (scene 8)', async () => {
    const change = ['--apply', 'examples/course/08-statefulset/after/mysql-0.yaml']
    const { code, stdout } = await runCli(['what-if', ...sourceOf('08-statefulset'), ...change])
    expect(code).toBe(1)
    expect(stdout).toContain('-   mysql-0.mysql.default.svc.cluster.local.   A      30    10.1.0.20\n')
    expect(stdout).toContain('+   mysql-0.mysql.default.svc.cluster.local.   A      30    10.1.1.20\n')
    expect(stdout).toMatch(/^Objects:\n~ Pod default\/mysql-0\n/)
  })

  it("team-b's Service made anew as a headless one gives its pods (scene 16)", async () => {
    const line = ['what-if', ...sourceOf('16-exercise-second-state'), '--apply', `${AFTER}/team-b-api.yaml`]
    const { code, stdout } = await runCli([...line, '--resolve', 'api.team-b.svc.cluster.local', '-o', 'json'])
    const { resolutions } = JSON.parse(stdout) as { resolutions: { proposed: boolean; records: { data: string }[] }[] }
    expect(code).toBe(1)
    expect(resolutions[0]?.proposed).toBe(true)
    expect(resolutions[0]?.records.map(({ data }) => data)).toEqual(['10.1.0.30', '10.1.0.31', '10.1.0.32'])
  })

  it('with the namespaces every name in them goes (scene 16)', async () => {
    const line = ['what-if', ...sourceOf('16-exercise-second-state'), '--delete', `${AFTER}/delete-namespaces.yaml`]
    const { code, stdout } = await runCli([...line, '-o', 'name'])
    expect(code).toBe(1)
    expect(stdout).toContain('api.team-b.svc.cluster.local.\n')
    expect(stdout).toContain('web.team-a.svc.cluster.local.\n')
    expect(stdout).not.toContain('kube-dns')
  })

  it('the same object deleted by its name', async () => {
    const line = ['what-if', ...sourceOf('06-named-pod'), '--delete', 'svc/default/myapp-svc']
    const { code, stdout } = await runCli([...line, '--resolve', 'my-pod.myapp-svc.default.svc.cluster.local'])
    expect(code).toBe(1)
    expect(stdout).toContain('- Service default/myapp-svc\n')
    expect(stdout).toContain('my-pod.myapp-svc.default.svc.cluster.local. A: NXDOMAIN\n')
  })
})
