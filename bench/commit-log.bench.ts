/**
 * Bytes and CPU per stored change, for the codec and for what it was chosen over (canonical JSON, alone and deflated with a
 * dictionary), then a checkpoint of a whole cluster. Argument: nodes of the cluster (500).
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { decodeChange, encodeChange, encodeState, StateDecoder } from '#libs/commit-log'
import {
  EMPTY_STATE,
  keyOf,
  StateDraft,
  type ChangeEvidence,
  type Endpoint,
  type EndpointSlice,
  type ObjectChange,
  type Pod,
  type Service,
} from '#libs/cluster-model'
import { LoadCluster } from '#test/generator'
import { CpuClock, print } from './measure.js'

const SAMPLES = 4000
const IN_DICTIONARY = 4
const MICROSECONDS = 1000

const cluster = new LoadCluster({ seed: 1, nodes: Number(process.argv[2] ?? 500) })
/** Of another cluster, so that the dictionary knows the fields but not the names. */
const dictionary = Buffer.from(
  Object.values(samplesOf(new LoadCluster({ seed: 2, nodes: 20 })))
    .flatMap((samples) => samples.slice(0, IN_DICTIONARY))
    .map((change) => canonicalJson(jsonTree(change)))
    .join(''),
)

for (const [label, samples] of Object.entries(samplesOf(cluster))) changes(label, samples)
checkpoint()

function samplesOf(from: LoadCluster): Record<string, readonly ObjectChange[]> {
  return {
    'one endpoint of a 100-endpoint slice replaced': endpointReplaced(from),
    'one endpoint of a 100-endpoint slice becomes ready': endpointReady(from),
    'pod created': podCreated(from),
    'pod becomes ready': podReady(from),
    'Service created': serviceCreated(from),
  }
}

function changes(label: string, samples: readonly ObjectChange[]): void {
  print(label, '')
  const trees = samples.map((change) => jsonTree(change))
  const json = way('canonical JSON', trees, (tree) => Buffer.from(canonicalJson(tree)))
  way('  read', json, (bytes) => JSON.parse(bytes.toString()) as unknown)
  const deflated = way('canonical JSON, deflated with a dictionary', trees, (tree) =>
    deflateRawSync(canonicalJson(tree), { dictionary }),
  )
  way('  read', deflated, (bytes) => JSON.parse(inflateRawSync(bytes, { dictionary }).toString()) as unknown)
  const packed = way('packed', samples, encodeChange)
  way('  read', packed, (bytes, i) => decodeChange(samples[i]!.key, bytes))
}

function way<I, O>(label: string, inputs: readonly I[], work: (input: I, i: number) => O): O[] {
  const outputs = inputs.map(work)
  const cpu = new CpuClock()
  cpu.run(() => inputs.forEach(work))
  const micros = ((cpu.milliseconds * MICROSECONDS) / inputs.length).toFixed(1)
  const sized = outputs.filter((output) => output instanceof Uint8Array)
  if (sized.length === 0) print(`  ${label}`, micros, 'us')
  else
    print(
      `  ${label}`,
      `${(sized.reduce((sum, { length }) => sum + length, 0) / sized.length).toFixed(0)} B`,
      `${micros} us`,
    )
  return outputs
}

/** A change as plain JSON would keep it: the same parts as a packed body. */
function jsonTree({ key, before, after, evidence }: ObjectChange): unknown {
  const logged = decodeChange(key, encodeChange({ key, ...(before && { before }), ...(after && { after }) }))
  const { key: _key, ...rest } = logged
  return { ...rest, evidence }
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const object = value as Record<string, unknown>
  const fields = Object.keys(object).filter((field) => object[field] !== undefined)
  return `{${fields
    .sort()
    .map((field) => `${JSON.stringify(field)}:${canonicalJson(object[field])}`)
    .join(',')}}`
}

function evidenceOf(i: number, ...managers: string[]): ChangeEvidence {
  return {
    resourceVersion: String(81_234_567 + i * 13),
    managers: managers.map((name) => ({ name, operation: 'Update', time: 1_767_225_600 + i })),
  }
}

function* fullSlices(from: LoadCluster): Generator<EndpointSlice> {
  for (;;) {
    for (const slice of from.objectsOf('EndpointSlice')) {
      if (slice.kind === 'EndpointSlice' && slice.endpoints.length === 100) yield slice
    }
  }
}

function ofSlices(
  from: LoadCluster,
  edit: (slice: EndpointSlice, i: number, other: EndpointSlice) => [before: Endpoint[], after: Endpoint[]],
): ObjectChange[] {
  const slices = fullSlices(from)
  let other = slices.next().value as EndpointSlice
  return Array.from({ length: SAMPLES }, (_, i): ObjectChange => {
    const slice = slices.next().value as EndpointSlice
    const [before, after] = edit(slice, i, other)
    other = slice
    const evidence = evidenceOf(i, 'kube-controller-manager')
    return {
      key: keyOf(slice),
      before: { ...slice, endpoints: before },
      after: { ...slice, endpoints: after },
      evidence,
    }
  })
}

function endpointReplaced(from: LoadCluster): ObjectChange[] {
  return ofSlices(from, ({ endpoints }, i, other) => [
    [...endpoints],
    structuredClone([...endpoints.toSpliced(i % 100, 1), other.endpoints[(i * 7) % 100]!]),
  ])
}

function endpointReady(from: LoadCluster): ObjectChange[] {
  return ofSlices(from, ({ endpoints }, i) => [
    endpoints.with(i % 100, { ...endpoints[i % 100]!, ready: false }),
    endpoints.with(i % 100, { ...endpoints[i % 100]!, ready: true }),
  ])
}

function podsOf(from: LoadCluster): Pod[] {
  const pods: Pod[] = []
  for (const pod of from.objectsOf('Pod')) {
    if (pod.kind === 'Pod') pods.push(pod)
    if (pods.length === SAMPLES) break
  }
  return pods
}

function podCreated(from: LoadCluster): ObjectChange[] {
  return podsOf(from).map(
    ({ node: _node, phase: _phase, podIPs: _ips, hostIPs: _hosts, ready: _ready, ...after }, i) => ({
      key: keyOf(after),
      after,
      evidence: evidenceOf(i, 'kube-controller-manager'),
    }),
  )
}

function podReady(from: LoadCluster): ObjectChange[] {
  return podsOf(from).map(({ ready: _ready, ...before }, i) => ({
    key: keyOf(before),
    before,
    after: { ...before, ready: true },
    evidence: evidenceOf(i, 'kube-controller-manager', 'kubelet'),
  }))
}

function serviceCreated(from: LoadCluster): ObjectChange[] {
  const services = [...from.objectsOf('Service')].filter((service): service is Service => service.kind === 'Service')
  return services.map((after, i) => ({
    key: keyOf(after),
    after,
    evidence: evidenceOf(i, 'kubectl-client-side-apply'),
  }))
}

function checkpoint(): void {
  const draft = new StateDraft(EMPTY_STATE)
  let objects = 0
  for (const after of cluster.objects()) {
    draft.apply({ key: keyOf(after), after })
    objects++
  }
  const state = draft.finish()
  const facts = { revision: { cluster: 'bench', epoch: 1, number: 1 }, observedAt: 0, coverage: {} }
  const encoding = new CpuClock()
  const chunks = encoding.run(() => [
    ...encodeState({ ...facts, state, serials: { cluster: 0, multicluster: 0, external: 0 } }),
  ])
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
  const decoding = new CpuClock()
  let longest = 0
  decoding.run(() => {
    const decoder = new StateDecoder()
    for (const chunk of chunks) {
      const started = performance.now()
      decoder.add(chunk)
      longest = Math.max(longest, performance.now() - started)
    }
    decoder.finish()
  })
  print('checkpoint: objects', objects)
  print('  chunks', chunks.length)
  print('  bytes', bytes / 1e6, 'MB')
  print('  bytes per object', bytes / objects)
  print('  CPU to write', encoding.milliseconds, 'ms')
  print('  CPU to read', decoding.milliseconds, 'ms')
  print('  longest chunk to read', longest, 'ms')
}
