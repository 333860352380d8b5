import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namespace, pod, service, viewOfObjects, type RawObject } from '#test/fixtures'
import { FULL_SCOPE, KINDS, scopeOf, type Coverage, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { askVerdict, type PolicyView, type VerdictRequest } from './index.js'

function policy(place: string, spec: RawObject): RawObject {
  const [inNamespace, name] = place.split('/')
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: inNamespace, name }, spec }
}

const COMPLETE: Coverage = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, { status: 'complete' as const }]))
const viewOf = (objects: readonly RawObject[]): PolicyView => viewOfObjects(objects, { coverage: COMPLETE })
const PORTS = { containers: [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort: 8080 }] }] }

const view = viewOf([
  namespace('a'),
  namespace('b'),
  pod('a/web', ['10.0.0.1', 'fd00::1']),
  pod('b/api', ['10.0.0.2'], { metadata: { labels: { app: 'api' } }, spec: PORTS }),
  pod('b/job', ['10.0.0.3'], { status: { phase: 'Succeeded' } }),
  pod('b/host', ['192.168.0.1'], { spec: { hostNetwork: true, containers: [] } }),
  service('b/api', { clusterIPs: ['10.96.0.7'], ports: [{ port: 80 }], selector: { app: 'api' } }),
  policy('b/own', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }),
  policy('a/out', { podSelector: {}, egress: [{ to: [{ namespaceSelector: {} }] }], policyTypes: ['Egress'] }),
])
const TEAM_A = scopeOf(['a'])

function ask(request: Partial<VerdictRequest>, scope: Scope = FULL_SCOPE, of: PolicyView = view) {
  return askVerdict(of, scope, { from: 'a/web', to: 'b/api', port: '8080', ...request })
}

describe('askVerdict', () => {
  it('says what it judged, at which revision', () => {
    expect(ask({ port: 'http', protocol: 'tcp' })).toMatchObject({
      cluster: 'small',
      revision: '1.1',
      from: 'a/web',
      to: 'b/api',
      port: 8080,
      protocol: 'TCP',
      verdict: 'denied',
      egress: { verdict: 'allowed', allowedBy: { policy: 'a/out', direction: 'Egress', rule: 0 } },
      ingress: { verdict: 'denied', isolatedBy: ['b/own'] },
    })
  })

  it.each<[from: string, to: string, ends: [string, string], verdict: string, missing?: string]>([
    ['10.0.0.1', '10.0.0.2', ['a/web', 'b/api'], 'denied'],
    ['FD00:0::1', 'b/api', ['a/web', 'b/api'], 'denied'],
    ['192.168.0.1', 'a/web', ['192.168.0.1', 'a/web'], 'allowed'],
    ['8.8.8.8', '9.9.9.9', ['8.8.8.8', '9.9.9.9'], 'not-applicable'],
    ['a/web', '8.8.8.8', ['a/web', '8.8.8.8'], 'denied'],
    [
      'a/web',
      '10.96.0.7',
      ['a/web', '10.96.0.7'],
      'undecidable',
      'which pod behind Service b/api is meant: ask for one of them',
    ],
    ['a/web', 'b/job', ['a/web', 'b/job'], 'undecidable', 'the address of Pod b/job: it has none yet, or has ended'],
  ])('%s to %s', (from, to, ends, verdict, missing) => {
    const found = ask({ from, to })
    expect([[found.from, found.to], found.verdict, found.missing]).toEqual([ends, verdict, missing])
  })

  it.each<[code: string, field: keyof VerdictRequest, request: Partial<VerdictRequest>]>([
    ['invalid-argument', 'from', { from: 'web' }],
    ['invalid-argument', 'from', { from: '' }],
    ['invalid-argument', 'to', { to: 'a/b/c' }],
    ['invalid-argument', 'to', { to: '10.0.0.300' }],
    ['object-not-found', 'from', { from: 'a/nobody' }],
    ['object-not-found', 'to', { to: 'nowhere/web' }],
    ['invalid-argument', 'port', { port: '0' }],
    ['invalid-argument', 'port', { port: '65536' }],
    ['invalid-argument', 'port', { port: '-1' }],
    ['invalid-argument', 'port', { port: '' }],
    ['invalid-argument', 'port', { port: 'grpc' }],
    ['invalid-argument', 'port', { port: 'http', protocol: 'UDP' }],
    ['invalid-argument', 'port', { port: 'http', to: '8.8.8.8' }],
    ['invalid-argument', 'protocol', { protocol: 'ICMP' }],
  ])('refuses with %s, naming %s: %j', (code, field, request) => {
    expect(() => ask(request)).toThrow(expect.objectContaining({ code, place: { field } }) as NamescopeError)
  })

  it('says which named ports there are', () => {
    expect(() => ask({ port: 'grpc' })).toThrow('b/api has no TCP port named grpc; it has http (8080/TCP).')
  })

  it.each(['b/api', 'b/nobody', 'nowhere/web'])(
    'a pod outside the scope is forbidden, like one that is not: %s',
    (to) => {
      expect(() => ask({ to }, TEAM_A)).toThrow(
        expect.objectContaining({ code: 'forbidden', place: { field: 'to' } }) as NamescopeError,
      )
    },
  )

  it('an address outside the scope says the same whether a pod, a Service or nobody has it', () => {
    const answers = ['10.0.0.2', '10.96.0.7', '192.168.0.1', '10.0.0.99'].map((to) =>
      JSON.stringify(ask({ to, port: '80' }, TEAM_A)).replaceAll(to, 'ADDRESS'),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('"verdict":"undecidable"')
    expect(ask({ to: '10.0.0.1' }, TEAM_A)).toMatchObject({ to: 'a/web', verdict: 'allowed' })
  })

  it('is undecidable while a kind is not known, even for a pod that nobody has seen', () => {
    const blind = { ...view, coverage: { ...view.coverage, Pod: { status: 'loading' } as const } }
    expect(ask({ to: 'b/unseen', port: 'http' }, FULL_SCOPE, blind)).toMatchObject({
      verdict: 'undecidable',
      missing: 'Pod: this kind is not known completely',
      to: 'b/unseen',
    })
  })

  it('gives a verdict or a typed error for any text', () => {
    fc.assert(
      fc.property(
        fc.record({ from: fc.string(), to: fc.string(), port: fc.string(), protocol: fc.string() }),
        (texts) => {
          for (const field of ['from', 'to', 'port', 'protocol'] as const) {
            try {
              expect(ask({ [field]: texts[field] }).verdict).toBeDefined()
            } catch (error) {
              expect(error).toBeInstanceOf(NamescopeError)
              expect((error as NamescopeError).place.field).toBe(field)
            }
          }
        },
      ),
    )
  })
})
