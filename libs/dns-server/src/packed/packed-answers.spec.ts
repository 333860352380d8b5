import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyChanges,
  changeTo,
  FULL_SCOPE,
  KINDS,
  type Commit,
  type CoverageChange,
  type DnsOptions,
  type Kind,
  type ObjectChange,
} from '#libs/cluster-model'
import { advance, emptyView } from '#libs/cluster-view'
import type { RecordType } from '#libs/dns-model'
import { encodeQuery } from '#libs/dns-wire'
import { NamescopeError } from '#libs/errors'
import { listRecords, type ClusterView, type RecordDelta } from '#libs/zone'
import { anyCluster, anyEdits, Random, targetOf, type Edit } from '#test/generator'
import { CountingMetrics } from '../metrics.js'
import { Responder } from '../responder.js'
import { serveMessage, type Peer } from '../serve-message.js'

const RUNS = 25
/** Of the names and variants that a view offers, so many are asked. */
const ASKED = 60

const KUBERNETES = 'kubernetes cluster.local in-addr.arpa ip6.arpa'
const COREFILES = [
  `. {\n ${KUBERNETES} {\n pods insecure\n fallthrough in-addr.arpa ip6.arpa\n }\n cache 30\n loadbalance\n}\n`,
  `. {\n ${KUBERNETES} {\n pods verified\n endpoint_pod_names\n }\n loadbalance\n bufsize 1232\n}\n`,
  `. {\n ${KUBERNETES} {\n ignore empty_service\n }\n local\n hosts {\n 10.0.0.1 a.example\n }\n}\n`,
  `. {\n kubernetes cluster.local clusterset.local {\n multicluster clusterset.local\n }\n loadbalance\n}\n`,
  `. {\n kubernetes Cluster.Local\n k8s_external ext.local\n loadbalance\n}\nsub.svc.cluster.local {\n whoami\n}\n`,
  `. {\n ${KUBERNETES}\n acl {\n block type AAAA net 10.9.9.0/24\n }\n}\n`,
  `. {\n view inside {\n expr client_ip() == '10.9.9.1'\n }\n ${KUBERNETES}\n}\n. {\n whoami\n}\n`,
]
const TYPES: readonly RecordType[] = [
  'A',
  'AAAA',
  'SRV',
  'PTR',
  'TXT',
  'CNAME',
  'SOA',
  'NS',
  'MX',
  'DS',
  'ANY',
  'HTTPS',
]
const NAMES = ['cluster.local.', 'ns.dns.cluster.local.', 'svc.cluster.local.', 'dns-version.cluster.local.', '.']
const PEERS: readonly Peer[] = [
  { address: '10.9.9.1', family: 'IPv4', transport: 'udp', port: 4000 },
  { address: '10.8.8.1', family: 'IPv4', transport: 'udp', port: 4001 },
  { address: 'fd00::1', family: 'IPv6', transport: 'udp', port: 4002 },
  { address: '10.9.9.1', family: 'IPv4', transport: 'tcp', port: 4003 },
]
const COMPLETE: readonly CoverageChange[] = (Object.keys(KINDS) as Kind[]).map((kind) => ({
  kind,
  after: { status: 'complete' },
}))

function commit(view: ClusterView, edits: readonly Edit[], second: number): RecordDelta {
  let { state } = view
  const changes: ObjectChange[] = []
  for (const edit of edits) {
    const { key, after } = targetOf(edit)
    const change = changeTo(state, key, after)
    if (change === undefined) continue
    state = applyChanges(state, [change])
    changes.push(change)
  }
  const next: Commit = {
    kind: 'changes',
    revision: { ...view.revision, number: view.revision.number + 1 },
    observedAt: second * 1000,
    changes,
    coverage: view.revision.number === 0 ? COMPLETE : [],
  }
  return advance(view, next).delta
}

/** What is asked: names that have records now or had before, names beside them, in several letters, with several limits. */
function requestsOf(names: readonly string[], random: Random): { bytes: Uint8Array; peer: Peer }[] {
  return Array.from({ length: ASKED }, () => {
    const name = beside(random.pick([...names, ...NAMES]), random)
    const edns = random.pick([undefined, 512, 600, 1232, 4096])
    return {
      peer: random.pick(PEERS),
      bytes: encodeQuery({
        id: random.int(65_536),
        question: { name: inLetters(name, random), type: random.pick(TYPES), class: 1 },
        ...(edns && { edns: { udpSize: edns, dnssecOk: random.int(2) === 0 } }),
      }),
    }
  })
}

function beside(name: string, random: Random): string {
  return random.int(4) === 0 ? `${random.pick(['x', '_http._tcp', 'web'])}.${name === '.' ? '' : name}` : name
}

function inLetters(name: string, random: Random): string {
  const kind = random.int(4)
  if (kind > 1) return name
  return [...name].map((letter) => (kind === 0 || random.int(2) === 0 ? letter.toUpperCase() : letter)).join('')
}

/** Asks for every request three times, and holds each reply against the slow path's. Gives how many came from the table. */
function compare(
  responder: Responder,
  view: ClusterView,
  requests: ReturnType<typeof requestsOf>,
  draws: Draws,
): number {
  const out = new Uint8Array(65_535)
  let hits = 0
  for (const { bytes, peer } of requests) {
    for (let time = 0; time < 3; time++) {
      const way = `${peer.transport}${peer.family === 'IPv4' ? 4 : 6}` as const
      draws.restart()
      const length = responder.ready(bytes, way, out)
      if (length > 0) hits++
      const reply = length > 0 ? out.subarray(0, length) : responder.resolve(bytes, peer, () => undefined)
      draws.restart()
      const slow = serveMessage(bytes, { view, peer, random: draws.next })
      if (slow.kind === 'pending') throw new Error('nobody asks an upstream here')
      const got = typeof reply === 'string' ? reply : Buffer.from(reply).toString('hex')
      expect(got).toBe(slow.kind === 'reply' ? Buffer.from(slow.bytes).toString('hex') : slow.kind)
    }
  }
  return hits
}

/** The same numbers again and again. */
class Draws {
  readonly #numbers: readonly number[]
  #at = 0

  constructor(random: Random) {
    this.#numbers = Array.from({ length: 997 }, () => random.int(1_000_000) / 1_000_000)
  }

  readonly next = (): number => this.#numbers[this.#at++ % this.#numbers.length] as number

  restart(): void {
    this.#at = 0
  }
}

describe('packed answers', () => {
  it('equal slow answers, to the octet, whatever is committed between', () => {
    let hits = 0
    fc.assert(
      fc.property(anyCluster, anyEdits, fc.nat(), fc.constantFrom(...COREFILES), (objects, batches, seed, corefile) => {
        const random = new Random(seed)
        const draws = new Draws(random)
        const options: DnsOptions = { kind: 'DnsOptions', namespace: '', name: 'options', corefile }
        let view = emptyView('run')
        let follow: (delta: RecordDelta) => void = () => undefined
        const responder = new Responder({
          view: () => view,
          subscribe: (listener) => {
            follow = listener
            return () => undefined
          },
          random: draws.next,
          metrics: new CountingMetrics(),
          now: () => 0,
          onError: (error) => {
            // A slice without a Service gives a name that fits into no message.
            if (!(error instanceof NamescopeError)) throw error
          },
        })
        const names = new Set<string>()
        let asked: ReturnType<typeof requestsOf> = []
        let second = 0
        for (const edits of [[...objects, options].map((put) => ({ put })), ...batches, []]) {
          const delta = commit(view, edits, ++second)
          view = delta.after
          follow(delta)
          for (const { name } of listRecords(view, {}, FULL_SCOPE)) names.add(name)
          // What was asked before the commit may lie in the table still.
          hits += compare(responder, view, asked, draws)
          asked = requestsOf([...names], random)
          hits += compare(responder, view, asked, draws)
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
    expect(hits).toBeGreaterThan(RUNS * ASKED)
  })
})
