import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canMakeNetworks, makeNetwork, startProgram, type NetworkNamespace, type RunningProgram } from '#test/peers'
import { inOrder, type Client, type Seen } from './clients/client.js'
import { clients } from './clients/clients.js'
import { compileClients } from './clients/compile.js'

const RESOLV_CONF = `nameserver 127.0.0.1
search default.svc.cluster.local svc.cluster.local cluster.local
options ndots:5 timeout:2 attempts:2
`
/** The address that the sidecar listens on, and one where nobody does: the only upstream. */
const [DNS, NOBODY] = ['127.0.0.1:53', '127.0.0.9:53']

/** More endpoints than fit into any UDP reply that these clients ask for. */
const MANY = Array.from({ length: 90 }, (_, index) => `10.2.0.${index + 1}`)
const MANY_MANIFEST = `apiVersion: v1
kind: Service
metadata: {name: many, namespace: default}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: many-1, namespace: default, labels: {kubernetes.io/service-name: many}}
addressType: IPv4
ports: [{name: http, port: 80}]
endpoints: ${JSON.stringify(MANY.map((address) => ({ addresses: [address], conditions: { ready: true } })))}
`

const MYSQL = ['10.1.0.20', '10.1.0.21', '10.1.0.22']
const SHOP = { A: ['10.96.50.120'], AAAA: ['fd00:10:96::120'] }

/** Names of the tour with their addresses, as every client must see them. */
const ADDRESSES: readonly { readonly name: string; readonly A: Seen; readonly AAAA: Seen; readonly why: string }[] = [
  { name: 'web.default.svc.cluster.local.', A: ['10.96.50.101'], AAAA: 'NODATA', why: 'cluster IP' },
  { name: 'WEB.Default.SVC.cluster.LOCAL.', A: ['10.96.50.101'], AAAA: 'NODATA', why: 'letter case' },
  { name: 'web', A: ['10.96.50.101'], AAAA: 'NODATA', why: 'first name of the search list' },
  { name: 'api.production', A: ['10.96.60.100'], AAAA: 'NODATA', why: 'second name of the search list' },
  { name: 'web.team-a.svc', A: ['10.96.100.50'], AAAA: 'NODATA', why: 'third name of the search list' },
  { name: 'shop.default.svc.cluster.local.', ...SHOP, why: 'both families' },
  { name: 'shop', ...SHOP, why: 'both families by the search list' },
  { name: 'mysql.default.svc.cluster.local.', A: MYSQL, AAAA: 'NODATA', why: 'headless' },
  { name: 'mysql-1.mysql', A: ['10.1.0.21'], AAAA: 'NODATA', why: 'a pod of a StatefulSet' },
  {
    name: 'my-pod.myapp-svc.default.svc.cluster.local.',
    A: ['10.1.0.25'],
    AAAA: 'NODATA',
    why: 'hostname and subdomain',
  },
  { name: '10-1-0-15.default.pod.cluster.local.', A: ['10.1.0.15'], AAAA: 'NODATA', why: 'a pod by its address' },
  { name: 'backend-api.frontend.svc.cluster.local.', A: ['10.96.50.102'], AAAA: 'NODATA', why: 'ExternalName inside' },
  { name: 'nowhere.default.svc.cluster.local.', A: 'NXDOMAIN', AAAA: 'NXDOMAIN', why: 'no such Service' },
  { name: 'web.nowhere.svc.cluster.local.', A: 'NXDOMAIN', AAAA: 'NXDOMAIN', why: 'no such namespace' },
  { name: 'example.com.', A: 'SERVFAIL', AAAA: 'SERVFAIL', why: 'outside, and the upstream is gone' },
  { name: 'many.default.svc.cluster.local.', A: MANY, AAAA: 'NODATA', why: 'too large for UDP' },
]

const OTHERS: readonly { readonly asked: 'SRV' | 'PTR'; readonly name: string; readonly data: Seen }[] = [
  {
    asked: 'SRV',
    name: '_http._tcp.web.default.svc.cluster.local.',
    data: ['0 100 80 web.default.svc.cluster.local'],
  },
  {
    asked: 'SRV',
    name: '_mysql._tcp.mysql.default.svc.cluster.local.',
    data: [0, 1, 2].map((pod) => `0 33 3306 mysql-${pod}.mysql.default.svc.cluster.local`),
  },
  { asked: 'SRV', name: '_grpc._tcp.web.default.svc.cluster.local.', data: 'NXDOMAIN' },
  { asked: 'PTR', name: '10.96.50.101', data: ['web.default.svc.cluster.local'] },
  { asked: 'PTR', name: '10.1.0.20', data: ['mysql-0.mysql.default.svc.cluster.local'] },
  { asked: 'PTR', name: 'fd00:10:96::120', data: ['shop.default.svc.cluster.local'] },
]

const folder = await mkdtemp(join(tmpdir(), 'namescope-clients-'))

describe.skipIf(!canMakeNetworks())('real clients (skipped where no network namespace can be made)', () => {
  let network: NetworkNamespace
  let sidecar: RunningProgram

  beforeAll(async () => {
    compileClients(folder)
    const manifest = join(folder, 'many.yaml')
    await writeFile(manifest, MANY_MANIFEST)
    network = await makeNetwork(join(folder, 'resolv.conf'), RESOLV_CONF)
    const options = ['--source', `manifests:examples/tour,${manifest}`, '--dns-address', DNS, '--dns-upstreams', NOBODY]
    const words = [process.execPath, 'dist/programs/dns.js', ...options, '--operations-address', '127.0.0.1:9153']
    const probe = [
      process.execPath,
      'dist/test/peers/clients/node-resolver.js',
      'cares',
      'A',
      'kubernetes.default.svc.cluster.local',
    ]
    sidecar = await startProgram([...network.onItsNetwork, ...words], {
      isReady: async () => (await run([...network.inside, ...probe])).includes('10.96.0.1'),
    })
  })
  afterAll(async () => {
    await sidecar?.stop()
    await network?.stop()
    await rm(folder, { recursive: true })
  })

  const see = async (client: Client, asked: 'A' | 'AAAA' | 'addresses' | 'SRV' | 'PTR', name: string): Promise<Seen> =>
    client.read(await run([...network.inside, ...client.words(asked, name)]), asked)

  describe.for(clients(folder, process.execPath).map((client) => [client.name, client] as const))(
    '%s',
    ([, client]) => {
      const missing = client.needs.filter((program) => spawnSync('which', [program]).status !== 0)
      const names = ADDRESSES.filter(({ name }) => client.searches || name.endsWith('.'))

      describe.skipIf(missing.length > 0)(missing.length > 0 ? `needs ${missing.join(', ')}` : 'is here', () => {
        it.for(names)('$name: $why', async ({ name, A, AAAA }) => {
          if (client.asks.includes('addresses')) {
            const all =
              typeof A === 'string' && typeof AAAA === 'string'
                ? A
                : [A, AAAA].flatMap((data) => (typeof data === 'string' ? [] : data))
            expectSeen(client, await see(client, 'addresses', name), all)
          } else {
            expectSeen(client, await see(client, 'A', name), A)
            expectSeen(client, await see(client, 'AAAA', name), AAAA)
          }
        })

        it.for(OTHERS.filter(({ asked }) => client.asks.includes(asked)))(
          '$asked $name',
          async ({ asked, name, data }) => {
            expectSeen(client, await see(client, asked, name), data)
          },
        )
      })
    },
  )
})

function expectSeen(client: Client, seen: Seen, expected: Seen): void {
  if (typeof expected === 'string') {
    expect(seen).toBe((expected !== 'NOTHING' && client.shows?.[expected]) || expected)
  } else if (client.fallsBackToTcp || expected.length < MANY.length) {
    expect(seen).toEqual(inOrder(expected))
  } else {
    // Records that fit are sent whole, so a client without TCP can work with those.
    expect(seen).toSatisfy((part: Seen) => typeof part !== 'string' && part.length > 10)
    expect(expected).toEqual(expect.arrayContaining([...seen]))
  }
}

function run([command = '', ...words]: readonly string[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  // What the client makes of the reply is in its output, whatever its exit code.
  execFile(command, words, { timeout: 20_000 }, (_error, stdout) => resolve(stdout))
  return promise
}
