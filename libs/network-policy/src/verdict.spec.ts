import { describe, expect, it } from 'vitest'
import { namespace, pod, slim, type RawObject } from '#test/fixtures'
import { EMPTY_STATE, applyChanges, keyOf, type ClusterState, type Coverage, type Pod } from '#libs/cluster-model'
import { connectionVerdict, type Destination, type End } from './index.js'

const COMPLETE: Coverage = Object.fromEntries(
  ['NetworkPolicy', 'Pod', 'Namespace'].map((kind) => [kind, { status: 'complete' as const }]),
)
const HTTP: Destination = { port: 8080, protocol: 'TCP' }

function policy(place: string, spec: RawObject): RawObject {
  const [inNamespace, name] = place.split('/')
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: inNamespace, name }, spec }
}

const PODS: readonly RawObject[] = [
  namespace('a', { team: 'red' }),
  namespace('b'),
  pod('a/web', ['10.0.0.1'], { metadata: { labels: { app: 'web' } } }),
  pod('b/api', ['10.0.0.2'], {
    metadata: { labels: { app: 'api' } },
    spec: { containers: [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { hostIPs: [{ ip: '192.168.0.1' }], hostIP: '192.168.0.1' },
  }),
  pod('b/host', ['192.168.0.1'], { spec: { hostNetwork: true, containers: [] } }),
]

function stateOf(policies: readonly RawObject[]): ClusterState {
  return applyChanges(
    EMPTY_STATE,
    [...PODS, ...policies].map(slim).map((after) => ({ key: keyOf(after), after })),
  )
}

/** `a/web` is a pod, anything else an address. */
function endOf(state: ClusterState, text: string): End {
  const [inNamespace, name] = text.split('/') as [string, string]
  return text.includes('/')
    ? { kind: 'pod', pod: state.namespaces.get(inNamespace)?.pods.get(name) as Pod }
    : { kind: 'address', address: text }
}

function ask(policies: readonly RawObject[], from: string, to: string, destination = HTTP) {
  const state = stateOf(policies)
  return connectionVerdict(state, COMPLETE, endOf(state, from), endOf(state, to), destination)
}

const DENY_IN = policy('b/deny', { podSelector: {}, policyTypes: ['Ingress'] })
const allowFrom = (from: RawObject[], ports?: RawObject[]): RawObject =>
  policy('b/allow', { podSelector: {}, ingress: [{ from, ...(ports && { ports }) }] })

describe('connectionVerdict', () => {
  it.each<
    [
      title: string,
      policies: readonly RawObject[],
      from: string,
      to: string,
      verdict: string,
      destination?: Destination,
    ]
  >([
    ['no policy', [], 'a/web', 'b/api', 'allowed'],
    ['isolated without a rule', [DENY_IN], 'a/web', 'b/api', 'denied'],
    ['the other direction stays open', [DENY_IN], 'b/api', 'a/web', 'allowed'],
    ['union of policies', [DENY_IN, allowFrom([{ namespaceSelector: {} }])], 'a/web', 'b/api', 'allowed'],
    [
      'a pod selector alone means the own namespace',
      [allowFrom([{ podSelector: { matchLabels: { app: 'web' } } }])],
      'a/web',
      'b/api',
      'denied',
    ],
    [
      'both selectors AND',
      [
        allowFrom([
          { namespaceSelector: { matchLabels: { team: 'red' } }, podSelector: { matchLabels: { app: 'web' } } },
        ]),
      ],
      'a/web',
      'b/api',
      'allowed',
    ],
    [
      'every namespace has its name as a label',
      [allowFrom([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } }])],
      'a/web',
      'b/api',
      'allowed',
    ],
    [
      'a named port of the destination',
      [allowFrom([{ namespaceSelector: {} }], [{ port: 'http' }])],
      'a/web',
      'b/api',
      'allowed',
    ],
    ['a name nobody has', [allowFrom([{ namespaceSelector: {} }], [{ port: 'grpc' }])], 'a/web', 'b/api', 'denied'],
    [
      'the protocol defaults to TCP',
      [allowFrom([{ namespaceSelector: {} }], [{ port: 53 }])],
      'a/web',
      'b/api',
      'denied',
      { port: 53, protocol: 'UDP' },
    ],
    [
      'a range of ports',
      [allowFrom([{ namespaceSelector: {} }], [{ port: 8000, endPort: 8100 }])],
      'a/web',
      'b/api',
      'allowed',
    ],
    ['an address block', [allowFrom([{ ipBlock: { cidr: '172.16.0.0/12' } }])], '172.16.9.9', 'b/api', 'allowed'],
    [
      'its exception',
      [allowFrom([{ ipBlock: { cidr: '172.16.0.0/12', except: ['172.16.9.0/24'] } }])],
      '172.16.9.9',
      'b/api',
      'denied',
    ],
    [
      'a block holds pod addresses too',
      [allowFrom([{ ipBlock: { cidr: '10.0.0.0/8' } }])],
      'a/web',
      'b/api',
      'allowed',
    ],
    [
      'egress rules isolate ingress as well unless policyTypes says otherwise',
      [policy('a/out', { podSelector: {}, egress: [{}] })],
      'b/api',
      'a/web',
      'denied',
    ],
    [
      'an empty egress list under policyTypes Egress',
      [policy('a/out', { podSelector: {}, policyTypes: ['Egress'] })],
      'a/web',
      'b/api',
      'denied',
    ],
    ['a pod reaches itself', [DENY_IN], 'b/api', 'b/api', 'allowed'],
    ['a node reaches its pods', [DENY_IN], '192.168.0.1', 'b/api', 'allowed'],
    ['a host-network pod is not isolated', [DENY_IN], 'a/web', 'b/host', 'allowed'],
    ['nothing to say about two addresses', [], '172.16.0.1', '172.16.0.2', 'not-applicable'],
  ])('%s', (_title, policies, from, to, verdict, destination) => {
    expect(ask(policies, from, to, destination).verdict).toBe(verdict)
  })

  it('names the rule that decides', () => {
    const { ingress } = ask([DENY_IN, allowFrom([{ namespaceSelector: {} }])], 'a/web', 'b/api')
    expect(ingress.allowedBy).toEqual({ policy: 'b/allow', direction: 'Ingress', rule: 0 })
    expect(ingress.isolatedBy).toEqual(['b/allow', 'b/deny'])
    expect(ask([DENY_IN], 'a/web', 'b/api').ingress.text).toBe(
      'Pod b/api is isolated for ingress by b/deny, and no rule of these allows it.',
    )
  })

  it('is undecidable, never allowed, when policies are not watched', () => {
    const state = stateOf([])
    const coverage: Coverage = { ...COMPLETE, NetworkPolicy: { status: 'not-watched', reason: 'no permission' } }
    const verdict = connectionVerdict(state, coverage, endOf(state, 'a/web'), endOf(state, 'b/api'), HTTP)
    expect([verdict.verdict, verdict.missing]).toEqual([
      'undecidable',
      'NetworkPolicy: this kind is not known completely',
    ])
  })
})
