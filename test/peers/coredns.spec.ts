import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { decodeQuery } from '#libs/dns-wire'
import {
  answers,
  comparable,
  coreDnsProgram,
  KubernetesApi,
  startCoreDns,
  startProgram,
  UdpClient,
  type ApiObject,
  type RunningProgram,
} from '#test/peers'
import { randomQueries } from './questions.js'

const TOUR = 'examples/tour'
const [OURS, THEIRS] = [
  { host: '127.0.0.1', port: 10_541 },
  { host: '127.0.0.1', port: 10_542 },
]
const COUNT = 5_000
const SEED = 1
const AT_A_TIME = 50

interface CorefileCase {
  readonly title: string
  /** What stands in the kubernetes plugin. */
  readonly kubernetes: string
  /** What stands beside it. */
  readonly others: string
  /** How far TTLs have run down is each server's own business. */
  readonly ages?: boolean
}

const COREFILES: readonly CorefileCase[] = [
  { title: "kubeadm's", kubernetes: 'pods insecure\nfallthrough in-addr.arpa ip6.arpa\nttl 30', others: 'loadbalance' },
  { title: 'verified pods, without fallthrough', kubernetes: 'pods verified\nttl 5', others: '' },
  {
    title: 'names of pods for endpoints, few namespaces',
    kubernetes: 'endpoint_pod_names\nnamespaces default team-a',
    others: 'loadbalance',
  },
  {
    title: 'without endpoints, behind the cache',
    kubernetes: 'noendpoints\npods disabled',
    others: 'cache 30',
    ages: true,
  },
]

/** Names of the tour that random changes start from. */
const NAMES = [
  'web.default.svc.cluster.local.',
  'shop.default.svc.cluster.local.',
  'mysql.default.svc.cluster.local.',
  'mysql-1.mysql.default.svc.cluster.local.',
  'my-pod.myapp-svc.default.svc.cluster.local.',
  'db.default.svc.cluster.local.',
  '10-1-0-16.db.default.svc.cluster.local.',
  '10-1-0-15.web.default.svc.cluster.local.',
  'backend-api.frontend.svc.cluster.local.',
  'payments.default.svc.cluster.local.',
  'api.team-b.svc.cluster.local.',
  'kube-dns.kube-system.svc.cluster.local.',
  '_http._tcp.web.default.svc.cluster.local.',
  '_mysql._tcp.mysql.default.svc.cluster.local.',
  '_dns._udp.kube-dns.kube-system.svc.cluster.local.',
  '10-1-0-15.default.pod.cluster.local.',
  '1-2-3-4.default.pod.cluster.local.',
  'fd00-10-1--15.default.pod.cluster.local.',
  'dns-version.cluster.local.',
  'default.svc.cluster.local.',
  'svc.cluster.local.',
  'pod.cluster.local.',
  'cluster.local.',
  '101.50.96.10.in-addr.arpa.',
  '20.0.1.10.in-addr.arpa.',
  '0.2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.1.0.0.0.0.d.f.ip6.arpa.',
  '1.1.1.10.in-addr.arpa.',
]

const coreDns = await coreDnsProgram()

describe.skipIf('missing' in coreDns)(
  `beside the real CoreDNS${'missing' in coreDns ? ` (${coreDns.missing})` : ''}`,
  () => {
    let folder: string
    let api: KubernetesApi
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'namescope-peers-'))
      api = await KubernetesApi.start(await tourObjects())
    })
    afterAll(async () => {
      await api.stop()
      await rm(folder, { recursive: true })
    })

    describe.for(COREFILES)('Corefile: $title', ({ kubernetes, others, ages = false }) => {
      const running: RunningProgram[] = []
      beforeAll(async () => {
        const file = join(folder, 'Corefile')
        await writeFile(file, corefile(53, kubernetes, others))
        const options = [
          '--source',
          `manifests:${TOUR}`,
          '--corefile',
          file,
          '--dns-address',
          `${OURS.host}:${OURS.port}`,
        ]
        const words = [process.execPath, 'dist/programs/dns.js', ...options, '--operations-address', '127.0.0.1:0']
        running.push(await startProgram(words, { isReady: (output) => output.includes('DNS on ') }))
        const theirs = corefile(THEIRS.port, `endpoint ${api.url}\n${kubernetes}`, others)
        if ('program' in coreDns) running.push(await startCoreDns({ ...coreDns, corefile: theirs, address: THEIRS }))
        await answers(OURS, 'kubernetes.default.svc.cluster.local.')
      })
      afterAll(() => Promise.all(running.map((program) => program.stop())))

      it(`gives the same answers to ${COUNT} questions (seed ${SEED})`, async () => {
        const [ours, theirs] = await Promise.all([OURS, THEIRS].map((address) => UdpClient.connect(address)))
        const differences: string[] = []
        const compare = async (query: Uint8Array): Promise<void> => {
          const [one, other] = await Promise.all(
            [ours, theirs].map(async (client) => shown(await client?.ask(query), ages)),
          )
          if (one !== other) differences.push(`${questionOf(query)}\n  ours    ${one}\n  CoreDNS ${other}`)
        }
        const queries = [...randomQueries(NAMES, COUNT, SEED)]
        for (let first = 0; first < COUNT; first += AT_A_TIME)
          await Promise.all(queries.slice(first, first + AT_A_TIME).map(compare))
        ours?.close()
        theirs?.close()
        expect(differences.length, differences.slice(0, 5).join('\n')).toBe(0)
      })
    })
  },
)

function corefile(port: number, kubernetes: string, others: string): string {
  return `.:${port} {\nkubernetes cluster.local in-addr.arpa ip6.arpa {\n${kubernetes}\n}\n${others}\n}\n`
}

async function tourObjects(): Promise<ApiObject[]> {
  const files = (await readdir(TOUR)).filter((file) => file.endsWith('.yaml'))
  const texts = await Promise.all(files.map((file) => readFile(join(TOUR, file), 'utf8')))
  return texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as ApiObject))
}

/** A reply as a text; of a truncated one only what does not depend on which records were kept. */
function shown(reply: Uint8Array | undefined, ages: boolean): string {
  if (reply === undefined) return 'no reply'
  const seen = comparable(reply)
  if (typeof seen === 'string') return seen
  const { answer, authority, additional, ...rest } = seen
  if (seen.flags.truncated) return JSON.stringify({ ...rest, kept: [answer.length, authority.length] })
  const sections = [answer, authority, additional].map((lines) =>
    ages ? lines.map((line) => line.replace(/^(\S+) \d+ /, '$1 ')) : lines,
  )
  return JSON.stringify({ ...rest, sections })
}

function questionOf(query: Uint8Array): string {
  const decoded = decodeQuery(query, { anyClass: true })
  return decoded.kind === 'query' ? JSON.stringify(decoded) : Buffer.from(query).toString('hex')
}
