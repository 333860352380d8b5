import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { objectsOfKind, type EndpointSlice, type Namespace, type Service } from '#libs/cluster-model'
import { encodeQuery } from '#libs/dns-wire'
import { dnsLoad } from '#test/generator'
import { answers, UdpClient, type RunningProgram, type ServerAddress } from '#test/peers'
import { quantile } from '../measure.js'
import type { Benchmark } from './benchmark.js'
import { LARGE, viewOf } from './data-set.js'
import { FeedServer } from './feed-server.js'
import { memoryOf } from './process-tree.js'
import { startSidecar, type Server } from './servers.js'

const ADDRESS: ServerAddress = { host: '127.0.0.1', port: 10_536 }
const NAMESPACE = 'payments-1'
const OUTSTANDING = 100
const QUIET_RATE = 5_000
/** Longer than the sidecar waits before it writes its state, so that a writing lies within. */
const CHURN_SECONDS = 13

/** From the moment a commit is sent to the first answer that shows it, while the server is as busy as it can be. */
export async function commitToWire(bench: Benchmark): Promise<void> {
  await following(bench, async (feed, server) => {
    const seconds = 2 * bench.seconds
    const loads = [{ file: bench.data.questions.mix, outstanding: OUTSTANDING }]
    await bench.load(server, { loads, seconds: 1 })
    const loaded = bench.measure(server, { loads, seconds })
    const client = await UdpClient.connect(ADDRESS)
    const delays: number[] = []
    for (const end = performance.now() + 1000 * seconds; performance.now() < end; await wait(20)) {
      const service = probe(delays.length)
      const question = { name: `${service.name}.${NAMESPACE}.svc.cluster.local.`, type: 'A' as const, class: 1 }
      const query = encodeQuery({ id: 1, question })
      // Asked before it is there, so that the name is known not to exist.
      await client.ask(query)
      const started = performance.now()
      feed.put(service)
      while (!isFound(await client.ask(query)))
        if (performance.now() - started > 5_000) throw new Error('a commit was lost')
      delays.push(performance.now() - started)
    }
    client.close()
    bench.details.push({ scenario: 'commits under full load', server: server.name, ...(await loaded) })
    bench.figure(`commit received to answer on the wire, p99 of ${delays.length}`, quantile(delays, 0.99), 'ms', 50)
  })
}

/** The longest time without any answer, while everything happens that takes a server's time. */
export async function churn(bench: Benchmark): Promise<void> {
  await following(bench, async (feed, server) => {
    const slices = [...objectsOfKind(feed.current.state, 'EndpointSlice')].filter(
      ({ endpoints }) => endpoints.length > 5,
    )
    const namespaces = [...objectsOfKind(feed.current.state, 'Namespace')]
    const loads = [{ file: bench.data.questions.mix, rate: QUIET_RATE }]
    await bench.load(server, { loads, seconds: 1 })
    const measured = bench.measure(server, { loads, seconds: CHURN_SECONDS })
    const end = performance.now() + 1000 * CHURN_SECONDS - 500
    for (let turn = 0; performance.now() < end; turn++) {
      feed.put(rolled(slices[turn % slices.length] as EndpointSlice, turn))
      if (turn % 25 === 0) feed.put(relabelled(namespaces[turn % namespaces.length] as Namespace, turn))
      if (turn % 300 === 299) feed.dropFollowers()
      await wait(10)
    }
    const { silence, ...rest } = await measured
    bench.details.push({ scenario: 'rolling updates, relabels, resyncs', server: server.name, silence, ...rest })
    bench.figure('longest silence during changes of all kinds', silence / 1000, 'ms', 50)
  })
}

/** 10,000 Services with 100,000 endpoints: memory at rest and at its peak, and the way back from the disk. */
export async function largeState(bench: Benchmark): Promise<void> {
  const feed = await FeedServer.start(viewOf([...dnsLoad(LARGE)]))
  const folder = await mkdtemp(join(bench.world.folder, 'large-'))
  const options = ['--source', feed.source, '--dns-state-file', join(folder, 'state')]
  const last = lastName(feed)
  let running = await startSidecar(bench.world, ADDRESS, options)
  try {
    await answers(ADDRESS, last)
    await wait(3_000)
    bench.figure('RSS with 100,000 endpoints, steady', memoryOf(running.pid).now, 'MB', 120)
    const loads = [{ file: bench.data.questions.mix, outstanding: OUTSTANDING }]
    await bench.load(serverOf(running), { loads, seconds: 2 * bench.seconds })
    feed.dropFollowers()
    transferZone(bench)
    await wait(2_000)
    bench.figure(
      'RSS with 100,000 endpoints, peak through load, resync and AXFR',
      memoryOf(running.pid).peak,
      'MB',
      250,
    )
    await running.stop()
    // Nothing behind it any more: what it answers is from the disk.
    await feed.stop()
    const started = performance.now()
    running = await startSidecar(bench.world, ADDRESS, options)
    await answers(ADDRESS, last)
    bench.figure('restart to first correct answer, from disk', (performance.now() - started) / 1000, 's', 1.5)
  } finally {
    await running.stop()
    await rm(folder, { recursive: true })
  }
}

/** Runs with a sidecar that follows a feed of the data set and keeps its state. */
async function following(bench: Benchmark, work: (feed: FeedServer, server: Server) => Promise<void>): Promise<void> {
  const feed = await FeedServer.start(bench.data.view)
  const folder = await mkdtemp(join(bench.world.folder, 'feed-'))
  const options = ['--source', feed.source, '--dns-state-file', join(folder, 'state')]
  const running = await startSidecar(bench.world, ADDRESS, options)
  try {
    await answers(ADDRESS, lastName(feed))
    await work(feed, serverOf(running))
  } finally {
    await running.stop()
    await feed.stop()
    await rm(folder, { recursive: true })
  }
}

function serverOf(running: RunningProgram): Server {
  return { ...running, name: 'namescope', address: ADDRESS }
}

/** A name of the last Service of a state, which is there only when all is. */
function lastName(feed: FeedServer): string {
  const last = [...objectsOfKind(feed.current.state, 'Service')].at(-1)
  return `${last?.name}.${last?.namespace}.svc.cluster.local.`
}

function isFound(reply: Buffer | undefined): boolean {
  return reply !== undefined && reply.readUInt16BE(6) > 0
}

function probe(index: number): Service {
  return {
    kind: 'Service',
    namespace: NAMESPACE,
    name: `probe-${index}`,
    type: 'ClusterIP',
    clusterIPs: [`10.111.${index >> 8}.${index & 255}`],
    ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
  }
}

/** One endpoint makes room for another. */
function rolled(slice: EndpointSlice, turn: number): EndpointSlice {
  const [, ...others] = slice.endpoints
  return { ...slice, endpoints: [...others, { addresses: [`10.250.${(turn >> 8) & 255}.${turn & 255}`] }] }
}

function relabelled(namespace: Namespace, turn: number): Namespace {
  return { ...namespace, labels: { ...namespace.labels, turn: String(turn) } }
}

function transferZone(bench: Benchmark): void {
  const words = [`@${ADDRESS.host}`, '-p', String(ADDRESS.port), 'cluster.local.', 'AXFR', '+noall', '+answer']
  const { error, stdout } = spawnSync('dig', words, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (error !== undefined) bench.leaveOut('the zone transfer: dig (package bind9-dnsutils) is not installed')
  else if (!/\sSOA\s/.test(stdout)) bench.leaveOut('the zone transfer: the server refused it')
}
