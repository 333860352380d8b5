/**
 * Our DNS server beside others that serve the same records: CPU per query, latency, memory, each as a ratio within one run. Servers run
 * on the first core, the load generator (`dns/load.c`, needs a C compiler) on the second. Linux only.
 *
 * Options: `--only a,b` some scenarios; `--seconds N` the length of one measurement (default 2; each is taken three times);
 * `--real-time` for a machine on which others work: servers and generator go before them (needs root, and adds pauses of up to 50 ms a
 * second, so that only CPU per query can be believed).
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KubernetesApi, startProgram, type RunningProgram } from '#test/peers'
import { Benchmark } from './dns/benchmark.js'
import { STANDARD, writeDataSet } from './dns/data-set.js'
import { buildGenerator } from './dns/generator.js'
import * as lifetime from './dns/lifetime.js'
import { reportText } from './dns/report.js'
import * as speed from './dns/speed.js'

const UPSTREAM = { host: '127.0.0.1', port: 10_530 }
const [SERVER_CORE, GENERATOR_CORE] = ['0', '1']

type Scenario = (bench: Benchmark, upstream: RunningProgram) => Promise<void>

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  mix: speed.mix,
  'without-edns': speed.withoutEdns,
  unique: speed.uniqueNames,
  outside: speed.outsideNames,
  rate: speed.steadyRate,
  overload: speed.overload,
  'silent-upstream': (bench, upstream) => speed.silentUpstream(bench, () => process.kill(upstream.pid, 'SIGUSR2')),
  tcp: speed.pipelined,
  'commit-to-wire': lifetime.commitToWire,
  churn: lifetime.churn,
  large: lifetime.largeState,
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    'real-time': { type: 'boolean', default: false },
  },
})
const chosen = values.only?.split(',') ?? Object.keys(SCENARIOS)
const unknown = chosen.find((name) => SCENARIOS[name] === undefined)
const lacking = whatIsLacking()
if (unknown !== undefined) {
  console.error(`there is no scenario ${unknown}; there are: ${Object.keys(SCENARIOS).join(', ')}`)
  process.exitCode = 2
} else if (lacking === undefined) await run()
else console.log(`left out: ${lacking}`)

async function run(): Promise<void> {
  buildGenerator()
  const priority = values['real-time'] ? ['chrt', '-r', '1'] : []
  const onCore = (core: string): string[] => [...priority, 'taskset', '-c', core]
  // This process plays the upstream's and the cluster's part: beside the generator, so that the server has its core for itself.
  execFileSync('taskset', ['-acp', GENERATOR_CORE, String(process.pid)], { stdio: 'ignore' })
  if (values['real-time']) execFileSync('chrt', ['-a', '-r', '-p', '1', String(process.pid)])
  const folder = await mkdtemp(join(tmpdir(), 'namescope-bench-'))
  const data = await writeDataSet(STANDARD, folder)
  const api = await KubernetesApi.start(data.objects)
  const words = [process.execPath, 'dist/bench/dns/upstream.js', String(UPSTREAM.port)]
  const upstream = await startProgram([...onCore(GENERATOR_CORE), ...words], { isReady: (said) => said !== '' })
  const { manifest, zone } = data
  const world = { folder, manifest, zone, api: api.url, upstream: UPSTREAM, launcher: onCore(SERVER_CORE) }
  const bench = new Benchmark(data, world, onCore(GENERATOR_CORE), Number(values.seconds))
  try {
    for (const name of chosen) {
      console.error(`${name} ...`)
      await SCENARIOS[name]?.(bench, upstream)
    }
  } finally {
    await bench.stop()
    await upstream.stop()
    await api.stop()
    await rm(folder, { recursive: true })
  }
  console.log(reportText(bench.figures, bench.details, bench.leftOut))
}

/** What this machine has not, without which nothing can be measured. */
function whatIsLacking(): string | undefined {
  if (process.platform !== 'linux') return 'CPU time is read from /proc, which only Linux has'
  for (const program of ['cc', 'taskset', ...(values['real-time'] ? ['chrt'] : [])])
    if (spawnSync('which', [program]).status !== 0) return `the program ${program} is not installed`
  if (Number(execFileSync('nproc', { encoding: 'utf8' })) < 2) return 'the server and the generator need a core each'
  return undefined
}
