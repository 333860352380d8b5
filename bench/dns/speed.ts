import { setTimeout as wait } from 'node:timers/promises'
import type { Benchmark } from './benchmark.js'
import { compareAnswers } from './compare-answers.js'
import { memoryOf } from './process-tree.js'

const OUTSTANDING = 100
const STEADY_RATE = 20_000
const CLUSTER_RATE = 5_000
const OUTSIDE_RATE = 200
const PIPELINES = 20
/** Long enough that the silence of the upstream, two seconds, lies within it. */
const SILENT_RUN_SECONDS = 3

/** The mix, first of all compared answer by answer, so that it is the speed of right answers that is told. */
export async function mix(bench: Benchmark): Promise<void> {
  const file = bench.data.questions.mix
  await compareAnswers(bench, ['knot', 'nsd', 'coredns'])
  const servers = ['namescope', 'knot', 'nsd', 'coredns', 'coredns-cache'] as const
  const { namescope, knot, coredns } = await bench.compare('mix', servers, {
    loads: [{ file, outstanding: OUTSTANDING }],
  })
  bench.ratio('CPU per query against Knot, the mix', [namescope, knot], 'cpu', 1.7)
  bench.ratio('CPU per query against CoreDNS without its cache, the mix', [namescope, coredns], 'cpu', 0.3)
  bench.figure('user-space CPU per query, the mix', namescope?.user, 'µs', 4)
}

export async function withoutEdns(bench: Benchmark): Promise<void> {
  const loads = [{ file: bench.data.questions['mix-without-edns'], outstanding: OUTSTANDING }]
  const { namescope, knot, coredns } = await bench.compare('mix without EDNS', ['namescope', 'knot', 'coredns'], {
    loads,
  })
  bench.ratio('CPU per query against Knot, the mix without EDNS', [namescope, knot], 'cpu')
  bench.ratio('CPU per query against CoreDNS, the mix without EDNS', [namescope, coredns], 'cpu')
}

/** Names that don't exist and never come twice: what each leaves in memory adds up. */
export async function uniqueNames(bench: Benchmark): Promise<void> {
  const load = { loads: [{ file: bench.data.questions.unique, outstanding: OUTSTANDING }], unique: true }
  const { namescope, coredns } = await bench.compare('unique names', ['namescope', 'coredns'], load)
  bench.ratio("CPU per query against CoreDNS, unique names that don't exist", [namescope, coredns], 'cpu', 0.5)
  const server = await bench.server('namescope')
  const before = memoryOf(server.pid).now
  await bench.load(server, { ...load, seconds: 2 * bench.seconds })
  bench.figure('growth of memory over as many unique names again', memoryOf(server.pid).now - before, 'MB', 5)
}

export async function outsideNames(bench: Benchmark): Promise<void> {
  const { outside, 'outside-unique': passedOn } = bench.data.questions
  const servers = ['namescope', 'coredns-cache'] as const
  const cached = await bench.compare('outside, cached', servers, {
    loads: [{ file: outside, outstanding: OUTSTANDING }],
  })
  bench.ratio(
    'CPU per query against CoreDNS, outside names from cache',
    [cached.namescope, cached['coredns-cache']],
    'cpu',
    0.5,
  )
  const load = { loads: [{ file: passedOn, outstanding: OUTSTANDING }], unique: true }
  const passed = await bench.compare('outside, passed on', servers, load)
  bench.ratio(
    'CPU per query against CoreDNS, outside names passed on',
    [passed.namescope, passed['coredns-cache']],
    'cpu',
    0.5,
  )
}

export async function steadyRate(bench: Benchmark): Promise<void> {
  const loads = [{ file: bench.data.questions.mix, rate: STEADY_RATE }]
  const { namescope, knot } = await bench.compare('20,000 a second', ['namescope', 'knot', 'coredns'], { loads })
  bench.ratio('p99 at 20,000 queries a second against Knot', [namescope, knot], 'p99', 2)
}

/** Twice what one core can answer: the queue is full all the time, and work spent on what is dropped is lost. */
export async function overload(bench: Benchmark): Promise<void> {
  const file = bench.data.questions.mix
  const peak = await bench.compare('the peak', ['namescope'], { loads: [{ file, outstanding: OUTSTANDING }] })
  const rate = Math.round(2 * (peak.namescope?.rate ?? 0))
  const twice = await bench.compare('twice the peak', ['namescope'], { loads: [{ file, rate }] })
  bench.ratio('goodput at twice the peak', [twice.namescope, peak.namescope], 'rate')
  const last = bench.figures.pop()
  if (last !== undefined) bench.figures.push({ ...last, goal: { limit: 0.9, atLeast: true } })
}

/** Cluster names beside outside ones, whose only upstream says nothing for two seconds. */
export async function silentUpstream(bench: Benchmark, silence: () => void): Promise<void> {
  const server = await bench.server('namescope')
  const { mix: cluster, 'outside-unique': outside } = bench.data.questions
  const options = {
    loads: [
      { file: cluster, rate: CLUSTER_RATE },
      { file: outside, rate: OUTSIDE_RATE },
    ],
    seconds: SILENT_RUN_SECONDS,
  }
  await bench.load(server, { ...options, seconds: 1 })
  const usual = await bench.measure(server, options)
  const running = bench.measure(server, options)
  await wait(500)
  silence()
  const silent = await running
  bench.details.push({ scenario: 'upstream answers', server: server.name, ...usual })
  bench.details.push({ scenario: 'upstream silent', server: server.name, ...silent })
  bench.ratio('p99 of cluster names while the one upstream is silent', [silent, usual], 'p99', 1.2)
}

export async function pipelined(bench: Benchmark): Promise<void> {
  const load = { loads: [{ file: bench.data.questions.mix, outstanding: OUTSTANDING }], tcp: true, sockets: PIPELINES }
  const { namescope, coredns } = await bench.compare('TCP, pipelined', ['namescope', 'coredns', 'knot'], load)
  bench.ratio('CPU per query against CoreDNS, TCP pipelined', [namescope, coredns], 'cpu', 0.2)
}
