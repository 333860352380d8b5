/**
 * `answerQuestion` over a mix of questions as a busy cluster asks them, under kubeadm's Corefile: CPU per question, with and
 * without reasons; headless answers per record. Arguments: nodes, and `share` or `all`.
 */
import { FULL_SCOPE, objectsOfKind, type Service } from '#libs/cluster-model'
import { outcomeOf, type Question } from '#libs/dns-model'
import { answerQuestion, ANYONE, settle } from '#libs/resolver'
import { dashedAddress, type ClusterView } from '#libs/zone'
import { Random } from '#test/generator'
import { loadedView } from './loaded-view.js'
import { CpuClock, print } from './measure.js'
import { eachInOwnProcess } from './variants.js'

const QUESTIONS = 100_000
const MICROSECONDS = 1000
const SYSTEM = new Set(['default', 'kube-system'])
const DOMAIN = 'svc.cluster.local.'

/** In parts of a hundred. */
const MIX = {
  'A of a Service with a cluster IP': 50,
  'AAAA of the same (no data)': 13,
  'A of a name tried on the search list (no such name)': 22,
  'A of a headless Service': 8,
  'SRV of a port': 4,
  'A of an endpoint': 3,
} as const

const args = eachInOwnProcess(import.meta.filename, [
  ['5000', 'share'],
  ['5000', 'all'],
  ['50', 'share'],
])
if (args !== undefined) measure(Number(args[0]), args[1] === 'all' ? 'all' : 'share')

function measure(nodes: number, headless: 'share' | 'all'): void {
  const { view } = loadedView({ seed: 1, nodes, headless })
  const kinds = questionsOf(view)
  const random = new Random(1)
  // Where every Service is headless, the mix is of the kinds that are left.
  const asked = Object.entries(MIX).filter(([kind]) => (kinds[kind] ?? []).length > 0)
  const shares = asked.flatMap(([kind, share]) => new Array<string>(share).fill(kind))
  const mix = Array.from({ length: QUESTIONS }, () => popular(kinds[random.pick(shares)] ?? [], random))
  for (const explain of [false, true]) {
    const label = explain ? 'with reasons' : 'without reasons'
    ask(view, mix.slice(0, QUESTIONS / 5), explain)
    print(`the mix, ${label}`, ask(view, mix, explain).cpu, 'us')
    for (const [kind, questions] of Object.entries(kinds)) {
      if (questions.length === 0) continue
      const { cpu, records, outcomes } = ask(view, many(questions, random), explain)
      print(`  ${kind}, ${label} (${outcomes})`, cpu, 'us')
      if (kind.includes('headless')) print('    per record', (cpu * QUESTIONS) / 5 / records, 'us')
    }
  }
}

function questionsOf(view: ClusterView): Record<string, Question[]> {
  const services = [...objectsOfKind(view.state, 'Service')].filter(({ namespace }) => !SYSTEM.has(namespace))
  const [headless, clustered] = [services.filter(isHeadless), services.filter((service) => !isHeadless(service))]
  const single = clustered.filter((service) => service.clusterIPs.length === 1)
  const ports = services.map((service) => `_http._tcp.${nameOf(service)}`)
  return {
    'A of a Service with a cluster IP': clustered.map((service) => ({ name: nameOf(service), type: 'A' })),
    'AAAA of the same (no data)': single.map((service) => ({ name: nameOf(service), type: 'AAAA' })),
    'A of a name tried on the search list (no such name)': services.flatMap((service) => [
      { name: `${service.name}.other.${service.namespace}.${DOMAIN}`, type: 'A' as const },
      { name: `api.example.com.${service.namespace}.${DOMAIN}`, type: 'A' as const },
      { name: `api.example.com.${DOMAIN}`, type: 'A' as const },
    ]),
    'A of a headless Service': headless.map((service) => ({ name: nameOf(service), type: 'A' })),
    'SRV of a port': ports.map((name) => ({ name, type: 'SRV' })),
    'A of an endpoint': headless.flatMap((service) => {
      const slices = view.state.namespaces.get(service.namespace)?.slices.get(service.name)?.values() ?? []
      const slice = [...slices].find(({ addressType }) => addressType === 'IPv4')
      const endpoint = slice?.endpoints.find(({ ready }) => ready !== false)
      const address = endpoint?.addresses[0]
      if (endpoint === undefined || address === undefined) return []
      return [{ name: `${endpoint.hostname ?? dashedAddress(address, true)}.${nameOf(service)}`, type: 'A' as const }]
    }),
  }
}

function ask(
  view: ClusterView,
  questions: readonly Question[],
  explain: boolean,
): { cpu: number; records: number; outcomes: string } {
  const cpu = new CpuClock()
  const outcomes = new Set<string>()
  let records = 0
  cpu.run(() => {
    for (const question of questions) {
      const answer = settle(answerQuestion(view, ANYONE, question, explain ? FULL_SCOPE : undefined))
      records += answer.answer.length
      outcomes.add(outcomeOf(answer))
    }
  })
  return { cpu: (cpu.milliseconds * MICROSECONDS) / questions.length, records, outcomes: [...outcomes].join(', ') }
}

/** Some names are asked much more often than others: the square of a random number falls among the first. */
function popular(questions: readonly Question[], random: Random): Question {
  const place = (random.int(questions.length) * random.int(questions.length)) / questions.length
  return fresh(questions[Math.floor(place)] as Question)
}

function many(questions: readonly Question[], random: Random): Question[] {
  return Array.from({ length: QUESTIONS / 5 }, () => fresh(random.pick(questions)))
}

/** The name as it comes off the wire: a new text, whose hash nobody knows yet. */
function fresh({ name, type }: Question): Question {
  return { name: Buffer.from(name, 'latin1').toString('latin1'), type }
}

function isHeadless(service: Service): boolean {
  return service.clusterIPs[0] === 'None'
}

function nameOf({ name, namespace }: Service): string {
  return `${name}.${namespace}.${DOMAIN}`
}
