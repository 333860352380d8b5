import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'

function podManifest(namespace: string, name: string, address: string, port = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: {namespace: ${namespace}, name: ${name}, labels: {app: ${name}}}
spec: {containers: [{name: c, image: c, ports: [${port}]}]}
status: {phase: Running, podIP: ${address}, podIPs: [{ip: ${address}}]}
`
}

const MANIFESTS = `${podManifest('a', 'web', '10.244.1.1', '{name: http, containerPort: 8080}')}---
${podManifest('a', 'api', '10.244.1.2')}---
${podManifest('b', 'client', '10.244.2.1')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: a, name: own}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}, {from: [{podSelector: {matchLabels: {app: gone}}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: b, name: nobody}
spec: {podSelector: {matchLabels: {app: gone}}, policyTypes: [Ingress, Egress]}
`
const NOTE = 'Note: A network plugin without policies (flannel, older kindnet) enforces none of this.\n'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'namescope-'))
  writeFileSync(join(folder, 'a.yaml'), MANIFESTS)
})
afterAll(() => rmSync(folder, { recursive: true }))

const ask = (line: string) => runCli([...line.split(' '), '--source', `manifests:${folder}`])

describe('policies', () => {
  it('prints NAMESPACE NAME ISOLATES PODS RULES NOTES', async () => {
    expect(await ask('policies')).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'NAMESPACE   NAME     ISOLATES         PODS      RULES                NOTES',
        'a           own      Ingress          api,web   2 ingress            ingress rule 1 matches nothing: its selectors match no pod',
        'b           nobody   Ingress,Egress   <none>    0 ingress,0 egress   selects no pod',
        '',
      ].join('\n'),
    })
  })

  it.each([
    ['policies -n b -o name', 'b/nobody\n'],
    ['policies -A -n b -o name', 'a/own\nb/nobody\n'],
  ])('%s', async (line, stdout) => {
    expect(await ask(line)).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('says so when there are none', async () => {
    expect(await ask('policies -n c')).toEqual({ code: 0, stdout: '', stderr: 'No policies found.\n' })
  })

  it('names a few of many pods, and all of them with -o wide', async () => {
    const more = ['c', 'd', 'e'].map((name, i) => podManifest('a', name, `10.244.3.${i}`))
    writeFileSync(join(folder, 'more.yaml'), more.join('---\n'))
    expect((await ask('policies -n a')).stdout).toContain(' api,c,+3 more ')
    expect((await ask('policies -n a -o wide')).stdout).toContain(' api,c,d,e,web ')
    rmSync(join(folder, 'more.yaml'))
  })
})

describe('policies verdict', () => {
  it.each([
    [
      'b/client a/web http',
      1,
      'b/client to a/web, TCP port 8080: denied\n' +
        'Egress: No policy isolates Pod b/client for egress.\n' +
        'Ingress: Pod a/web is isolated for ingress by a/own, and no rule of these allows it.\n' +
        NOTE,
    ],
    [
      'a/api 10.244.1.1 53/udp',
      0,
      'a/api to a/web, UDP port 53: allowed\n' +
        'Egress: No policy isolates Pod a/api for egress.\n' +
        'Ingress: Ingress rule 0 of policy a/own allows it.\n' +
        NOTE,
    ],
    ['a/api a/api 80', 0, `a/api to a/api, TCP port 80: allowed\nWhy: A pod always reaches itself.\n${NOTE}`],
    [
      '203.0.113.1 203.0.113.2 80',
      0,
      '203.0.113.1 to 203.0.113.2, TCP port 80: not applicable\n' +
        'Egress: 203.0.113.1 is no pod: no policy is about it.\n' +
        'Ingress: 203.0.113.2 is no pod: no policy is about it.\n' +
        NOTE,
    ],
    ['b/client a/web 80 -o name', 1, 'denied\n'],
  ])('%s', async (line, code, stdout) => {
    expect(await ask(`policies verdict ${line}`)).toEqual({ code, stdout, stderr: '' })
  })

  it('gives the whole verdict as JSON, and the policies behind it with -o wide', async () => {
    const { stdout } = await ask('policies verdict b/client a/web 80 -o json')
    expect(JSON.parse(stdout)).toMatchObject({
      from: 'b/client',
      to: 'a/web',
      port: 80,
      protocol: 'TCP',
      verdict: 'denied',
    })
    const wide = await ask('policies verdict b/client a/web 80 -o wide')
    expect(wide.stdout).toMatch(/\nIsolated for ingress by: a\/own\nRevision: 1\.1 of .*, observed \S+Z\n$/)
  })

  it.each([
    ['web a/web 80', 'error: from: "web" is no end of a connection; name a pod as NAMESPACE/POD, or an address.\n'],
    ['a/web a/none 80', 'error: to: There is no pod a/none at this moment.\n'],
    ['a/web a/api http', 'error: a/api has no TCP port named http; none of its ports has a name.\n'],
    ['a/web a/api 80/', 'error: port: "80/" is not PORT or PORT/PROTOCOL, such as 8080 or 53/UDP.\n'],
    ['a/web a/api 80/icmp', 'error: "icmp" is no protocol that policies know; give TCP, UDP or SCTP.\n'],
    ['a/web a/api', "error: missing required argument 'port'\n"],
  ])('refuses %s', async (line, stderr) => {
    expect(await ask(`policies verdict ${line}`)).toEqual({ code: 2, stdout: '', stderr })
  })
})

describe('records --zone-file', () => {
  it('writes the zone as a master file, and takes no filter', async () => {
    const { code, stdout, stderr } = await ask('records --zone-file CLUSTER.local.')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^; cluster\.local\. of .* at revision 1\.1\ncluster\.local\.\t30\tIN\tSOA\t/)
    expect((await ask('records --zone-file cluster.local -n a')).code).toBe(2)
    expect((await ask('records --zone-file cluster.local -o json')).code).toBe(2)
  })

  it('makes no more than its reader takes', async () => {
    let written = 0
    let taken = 0
    const third = Promise.withResolvers<void>()
    const reader = Promise.withResolvers<void>()
    const run = runCli(['records', '--zone-file', 'cluster.local', '--source', `manifests:${folder}`], {
      onOutput: () => void written++,
      drained: () => {
        taken++
        if (taken === 3) third.resolve()
        return taken < 3 ? Promise.resolve() : reader.promise
      },
    })
    await third.promise
    for (let turn = 0; turn < 20; turn++) await nextTurn()
    expect(written).toBe(3)
    reader.resolve()
    expect((await run).code).toBe(0)
    expect(written).toBeGreaterThan(3)
  })
})
