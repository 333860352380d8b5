import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { namespace, pod, viewOfObjects, type RawObject } from '#test/fixtures'
import {
  FULL_SCOPE,
  isVisible,
  KINDS,
  scopeOf,
  type Coverage,
  type NetworkPolicyPeer,
  type Scope,
} from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { pagePolicies, type PolicyPage, type PolicyView } from './index.js'
import { peerMatches } from './rule-match.js'

const COMPLETE: Coverage = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, { status: 'complete' as const }]))
const viewOf = (objects: readonly RawObject[]): PolicyView => viewOfObjects(objects, { coverage: COMPLETE })
const ALL = { first: 100 }

function policy(place: string, spec: RawObject): RawObject {
  const [inNamespace, name] = place.split('/')
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: inNamespace, name }, spec }
}

function ingressFrom(place: string, ...from: RawObject[]): RawObject {
  return policy(place, { podSelector: {}, ingress: [{ from }] })
}

describe('a page of policies', () => {
  const view = viewOf([
    namespace('a', { team: 'red' }),
    namespace('b'),
    pod('b/api', ['10.0.0.2'], { metadata: { labels: { app: 'api' } } }),
    pod('b/host', ['192.168.0.1'], { spec: { hostNetwork: true, containers: [] } }),
    policy('b/deny', { podSelector: {}, policyTypes: ['Ingress'] }),
    ingressFrom('b/allow', { podSelector: { matchLabels: { app: 'nobody' } } }),
    policy('b/named', { podSelector: {}, ingress: [{ ports: [{ port: 'grpc' }] }] }),
    ingressFrom('a/in', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'b' } } }),
  ])

  it('shows pods, directions, and rules that let nobody through, by namespace and name', () => {
    const { policies, ...page } = pagePolicies(view, FULL_SCOPE, ALL)
    expect(page).toMatchObject({ cluster: 'small', revision: '1.1', hasNextPage: false, hasPreviousPage: false })
    expect(policies).toEqual([
      {
        namespace: 'a',
        name: 'in',
        isolates: ['Ingress'],
        pods: [],
        rules: [{ direction: 'Ingress', rule: 0, peerPods: 1 }],
      },
      {
        namespace: 'b',
        name: 'allow',
        isolates: ['Ingress'],
        pods: ['api'],
        rules: [{ direction: 'Ingress', rule: 0, peerPods: 0, matchesNothing: 'its selectors match no pod' }],
      },
      { namespace: 'b', name: 'deny', isolates: ['Ingress'], pods: ['api'], rules: [] },
      {
        namespace: 'b',
        name: 'named',
        isolates: ['Ingress'],
        pods: ['api'],
        rules: [{ direction: 'Ingress', rule: 0, matchesNothing: 'no pod has a port named grpc' }],
      },
    ])
    expect(pagePolicies(view, FULL_SCOPE, { ...ALL, namespace: 'b' }).policies).toEqual(policies.slice(1))
  })

  it('tells a limited caller nothing of pods elsewhere, not even that some match', () => {
    expect(pagePolicies(view, scopeOf(['a']), ALL).policies).toMatchObject([
      { name: 'in', rules: [{ peerPods: 0, matchesNothing: 'its selectors match no pod that you may see' }] },
    ])
  })

  it('says which kind is not known completely', () => {
    const blind = { ...view, coverage: { ...view.coverage, NetworkPolicy: { status: 'loading' } as const } }
    expect(pagePolicies(blind, FULL_SCOPE, ALL).missing).toBe('NetworkPolicy: this kind is not known completely')
    expect(pagePolicies(view, FULL_SCOPE, ALL).missing).toBeUndefined()
  })

  it.each([1, 2, 3, 4])('of %i holds every policy once, in order, over all pages', (first) => {
    const names: string[] = []
    let page: PolicyPage | undefined
    do {
      page = pagePolicies(view, FULL_SCOPE, { first, after: page?.endCursor })
      expect(page.cursors).toHaveLength(page.policies.length)
      expect(page.hasPreviousPage).toBe(names.length > 0)
      names.push(...page.policies.map((one) => `${one.namespace}/${one.name}`))
    } while (page.hasNextPage)
    expect(names).toEqual(['a/in', 'b/allow', 'b/deny', 'b/named'])
  })

  it('is pinned to a revision and a caller', () => {
    const { endCursor: after } = pagePolicies(view, FULL_SCOPE, { first: 1 })
    const later = { ...view, revision: { ...view.revision, number: 2 } }
    for (const use of [
      () => pagePolicies(later, FULL_SCOPE, { first: 1, after }),
      () => pagePolicies(view, scopeOf(['a']), { first: 1, after }),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'invalid-cursor' }) as NamescopeError)
    }
  })
})

describe('the pods that rules let through', () => {
  const label = fc.constantFrom<Readonly<Record<string, string>>>(
    {},
    { app: 'web' },
    { app: 'api' },
    { app: 'web', tier: 'x' },
  )
  const selector = fc.oneof(
    label.map((matchLabels) => ({ matchLabels })),
    fc.constant({ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' as const }] }),
    fc.constant({ matchExpressions: [{ key: 'tier', operator: 'NotIn' as const, values: ['x'] }] }),
  )
  const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.record(
    { podSelector: selector, namespaceSelector: selector },
    { requiredKeys: [] },
  )
  const place = fc.constantFrom('a', 'b', 'c')
  const anyPod = fc.record({
    place,
    labels: label,
    hostNetwork: fc.boolean(),
    phase: fc.constantFrom('Running', 'Failed'),
  })

  it('are those that each would be found to match by itself', () => {
    fc.assert(
      fc.property(
        fc.array(anyPod, { maxLength: 12 }),
        fc.array(peer, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Scope>(FULL_SCOPE, scopeOf(['a', 'b'])),
        (pods, peers, scope) => {
          const view = viewOf([
            namespace('a', { app: 'web' }),
            namespace('b', { tier: 'x' }),
            ...pods.map(({ place: inNamespace, labels, hostNetwork, phase }, i) =>
              pod(`${inNamespace}/p${i}`, [`10.0.0.${i}`], {
                metadata: { labels },
                spec: { containers: [], ...(hostNetwork ? { hostNetwork } : {}) },
                status: { phase },
              }),
            ),
            ingressFrom('a/in', ...(peers as RawObject[])),
          ])
          const matching = [...view.state.namespaces].flatMap(([name, inNamespace]) =>
            isVisible(scope, name)
              ? [...inNamespace.pods.values()].filter((one) =>
                  peers.some((entry) => peerMatches(view.state, 'a', entry, { kind: 'pod', pod: one })),
                )
              : [],
          )
          const [found] = pagePolicies(view, scope, ALL).policies
          expect(found?.rules[0]?.peerPods).toBe(matching.length)
        },
      ),
    )
  })

  it('are looked through once a namespace, however many rules there are, and only where a rule is about it', () => {
    const rules = Array.from({ length: 20 }, (_, i) => ingressFrom(`a/p${i}`, { podSelector: {} }))
    const view = viewOf([namespace('a'), namespace('b'), pod('a/x', ['10.0.0.1']), pod('b/y', ['10.0.0.2']), ...rules])
    const readsOf = (name: string) =>
      vi.spyOn(view.state.namespaces.get(name)?.pods as { values: () => unknown }, 'values')
    const [own, other] = [readsOf('a'), readsOf('b')]
    expect(pagePolicies(view, FULL_SCOPE, ALL).policies).toHaveLength(20)
    expect(pagePolicies(view, FULL_SCOPE, ALL).policies).toHaveLength(20)
    expect([own.mock.calls.length, other.mock.calls.length]).toEqual([1, 0])
  })
})
