import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_STATE, applyChanges, keyOf, type EndpointSlice, type SlimObject } from '#libs/cluster-model'
import type { RecordType } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import { anyCluster } from '#test/generator'
import { viewUnder } from '../test/ask-under.js'
import { answerPart, answerQuestion, settle, zoneTransfer, type Vantage } from './index.js'

const FROM: Vantage = {
  client: { kind: 'address', address: '10.1.0.40' },
  transport: 'tcp',
  serverAddresses: ['10.1.9.9'],
}

/** Every option that looks at something else of an object. */
const OPTIONS = ['ttl 5', 'endpoint_pod_names', 'pods verified', 'labels colour=blue', 'ignore empty_service']

function corefileWith(option: string): string {
  return `. {
    kubernetes cluster.local clusterset.local in-addr.arpa ip6.arpa {
      multicluster clusterset.local
      ${option}
    }
    k8s_external example.org {
      headless
    }
    transfer {
      to *
    }
  }`
}

function stateOf(objects: readonly SlimObject[]): ClusterView['state'] {
  return applyChanges(
    EMPTY_STATE,
    objects.map((after) => ({ key: keyOf(after), after })),
  )
}

/** The questions that the objects give reason to, and some that they don't. */
function questionsOf(objects: readonly SlimObject[]): { name: string; type: RecordType }[] {
  const names = objects.flatMap((object) => {
    const below = `${object.name}.${object.namespace}.svc`
    if (object.kind === 'Service') return [below, `_http._tcp.${below}`, `${object.name}.${object.namespace}`]
    return object.kind === 'EndpointSlice' ? namesOf(object) : []
  })
  const zones = ['cluster.local.', 'clusterset.local.', 'example.org.']
  const forwards = names.flatMap((name) => zones.map((zone) => `${name}.${zone}`))
  const addresses = objects.flatMap((object) =>
    object.kind === 'EndpointSlice' ? object.endpoints.flatMap((endpoint) => endpoint.addresses) : [],
  )
  const backwards = addresses.map((address) => `${address.split('.').toReversed().join('.')}.in-addr.arpa.`)
  return [
    ...forwards.flatMap((name) => (['A', 'AAAA', 'SRV'] as const).map((type) => ({ name, type }))),
    ...backwards.map((name) => ({ name, type: 'PTR' as const })),
  ]
}

function namesOf({ namespace, labels, endpoints }: EndpointSlice): string[] {
  const service = `${labels?.['kubernetes.io/service-name'] ?? 'web'}.${namespace}.svc`
  const own = endpoints.flatMap(({ hostname, target, addresses }) => [
    hostname,
    target?.name,
    addresses[0]?.replaceAll(/[.:]/g, '-'),
  ])
  const zones = endpoints.flatMap(({ zone }) => (zone === undefined ? [] : [`${zone}._zone`, `prefer.${zone}._zone`]))
  return [...own, ...zones].filter((label) => label !== undefined).map((label) => `${label}.${service}`)
}

describe('the part of an object that answers rest on', () => {
  it.each(OPTIONS)('gives the answers and the transfers of the whole, with %s', (option) => {
    const view = viewUnder(corefileWith(option))
    fc.assert(
      fc.property(anyCluster, (objects) => {
        const whole = { ...view, state: stateOf(objects) }
        const part = { ...view, state: stateOf(objects.map(answerPart)) }
        const questions = questionsOf(objects)
        expect(toldOf(part, questions)).toBe(toldOf(whole, questions))
      }),
      { numRuns: 10 },
    )
  })

  it('leaves out what no answer shows', () => {
    const slice = {
      kind: 'EndpointSlice',
      namespace: 'default',
      name: 'web-1',
      uid: 'u',
      createdAt: 1,
      labels: { 'kubernetes.io/service-name': 'web' },
      owners: [{ kind: 'Service', name: 'web' }],
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.1.0.1'], node: 'n', zone: 'z', target: { kind: 'Pod', name: 'web-x', uid: 'p' } },
        { addresses: ['10.1.0.2'], ready: false, hostname: 'web-0', target: { kind: 'Pod', name: 'web-0', uid: 'q' } },
      ],
    } as const
    expect(answerPart(slice)).toEqual({
      kind: 'EndpointSlice',
      namespace: 'default',
      name: 'web-1',
      labels: { 'kubernetes.io/service-name': 'web' },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.1.0.1'], zone: 'z', target: { kind: 'Pod', name: 'web-x' } },
        { addresses: ['10.1.0.2'], ready: false, hostname: 'web-0' },
      ],
    })
  })

  it('is a part of its own part: taken twice, nothing more is lost', () => {
    fc.assert(
      fc.property(anyCluster, (objects) => {
        const parts = objects.map(answerPart)
        expect(parts.map(answerPart)).toEqual(parts)
      }),
    )
  })
})

/** Every answer and every transfer, as text. */
function toldOf(view: ClusterView, questions: readonly { name: string; type: RecordType }[]): string {
  const answers = questions.map((question) => settle(answerQuestion(view, FROM, question)))
  const transfers = ['cluster.local.', 'clusterset.local.', 'example.org.'].map((name) => {
    const found = zoneTransfer(view, FROM, { name, type: 'AXFR' })
    return found.kind === 'step' ? settle(found.step) : [...found.parts].flat()
  })
  return [...answers, ...transfers].map((told) => JSON.stringify(told)).join('\n')
}
