import { splitLabels, type RecordType } from '#libs/dns-model'
import { encodeMessage, OPCODES, type Message } from '#libs/dns-wire'
import { Random } from '#test/generator'

/** NS is not among them: its answer depends on the addresses of the machine that the server runs on. */
const TYPES: readonly RecordType[] = [
  'A',
  'AAAA',
  'SRV',
  'PTR',
  'TXT',
  'CNAME',
  'SOA',
  'MX',
  'ANY',
  'HTTPS',
  'DS',
  'TYPE65280',
]
const LABELS = [
  'web',
  'default',
  'svc',
  'pod',
  'dns',
  '_tcp',
  '_http',
  'any',
  '*',
  'ns',
  'x',
  '10-1-0-15',
  'kube-system',
]
const SIZES = [0, 512, 1232, 4096, 65535]

/** Random questions about names that are there, and about names that nearly are. The same for the same seed. */
export function* randomQueries(names: readonly string[], count: number, seed: number): Generator<Uint8Array> {
  const random = new Random(seed)
  for (let id = 0; id < count; id++) {
    const name = random.chance(0.4) ? random.pick(names) : mutated(random.pick(names), random)
    yield encodeMessage(queryOf(id, name, random.pick(TYPES), random))
  }
}

function queryOf(id: number, name: string, type: RecordType, random: Random): Message {
  const recursionDesired = random.chance(0.8)
  const unset = { response: false, authoritative: false, truncated: false, recursionAvailable: false }
  return {
    id: id & 0xffff,
    opcode: OPCODES.QUERY,
    flags: { ...unset, recursionDesired, authenticData: random.chance(0.1), checkingDisabled: random.chance(0.1) },
    rcode: 0,
    questions: [{ name, type, class: random.chance(0.02) ? 3 : 1 }],
    answer: [],
    authority: [],
    additional: [],
    ...(random.chance(0.7) && {
      edns: {
        udpSize: random.pick(SIZES),
        version: random.chance(0.02) ? 1 : 0,
        dnssecOk: random.chance(0.2),
        extendedRcode: 0,
        options: [],
      },
    }),
  }
}

/** One or two small changes, as typing errors and search lists make them. */
function mutated(name: string, random: Random): string {
  const labels = splitLabels(name)
  for (let changes = 1 + random.int(2); changes > 0; changes--) {
    const at = random.int(labels.length + 1)
    const label = labels[at] ?? ''
    const options: readonly (() => unknown)[] = [
      () => labels.splice(at, 1),
      () => labels.splice(at, 0, random.pick(LABELS)),
      () => labels.splice(at, 1, random.pick(LABELS)),
      () => labels.splice(at, 1, label.toUpperCase() || 'X'),
      () => labels.splice(at, 1, `${label}x`),
      () => labels.splice(at, 1, label.slice(1) || 'y'),
      () => labels.splice(at, 1, label.replace('_', '') || 'z'),
    ]
    random.pick(options)()
  }
  return `${labels.join('.')}.`
}
