import { objectsOfKind, type Service } from '#libs/cluster-model'
import type { Question } from '#libs/dns-model'
import { dashedAddress, type ClusterView } from '#libs/zone'
import type { Random } from '#test/generator'

const SYSTEM = new Set(['default', 'kube-system'])
const DOMAIN = 'svc.cluster.local.'

/** What a busy cluster asks, in parts of a hundred. */
export const QUESTION_SHARES = {
  'A of a Service with a cluster IP': 50,
  'AAAA of the same (no data)': 13,
  'A of a name tried on the search list (no such name)': 22,
  'A of a headless Service': 8,
  'SRV of a port': 4,
  'A of an endpoint': 3,
} as const

export type QuestionKind = keyof typeof QUESTION_SHARES

/** Every question of each kind that a cluster has a use for. */
export function questionsOf(view: ClusterView): Record<QuestionKind, Question[]> {
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

/** Questions of the mix in random order, names asked as unevenly as people do. */
export function drawMix(kinds: Readonly<Record<QuestionKind, Question[]>>, count: number, random: Random): Question[] {
  const shares = Object.entries(QUESTION_SHARES).flatMap(([kind, share]) =>
    new Array<QuestionKind>(share).fill(kind as QuestionKind),
  )
  return Array.from({ length: count }, () => popular(kinds[random.pick(shares)], random))
}

/** Some names are asked much more often than others: the product of two random numbers falls among the first. */
function popular(questions: readonly Question[], random: Random): Question {
  const place = (random.int(questions.length) * random.int(questions.length)) / questions.length
  return questions[Math.floor(place)] as Question
}

function isHeadless(service: Service): boolean {
  return service.clusterIPs[0] === 'None'
}

function nameOf({ name, namespace }: Service): string {
  return `${name}.${namespace}.${DOMAIN}`
}
