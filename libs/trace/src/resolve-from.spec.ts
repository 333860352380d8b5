import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, service, viewOfObjects } from '#test/fixtures'
import { FULL_SCOPE, scopeOf, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { ANYONE } from '#libs/resolver'
import { parseAsker, resolveFrom, type WalkedResolution } from './index.js'

const view = viewOfObjects([
  ...SMALL_CLUSTER,
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } },
  service('kube-system/kube-dns', { clusterIPs: ['10.96.0.10'], ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] }),
])

function walk(name: string, from: string, scope: Scope = FULL_SCOPE): WalkedResolution {
  let step = resolveFrom(view, ANYONE, { name, type: 'A' }, parseAsker(from), { scope, explain: true })
  while (step.kind === 'ask') step = step.resume({ kind: 'undecidable' })
  return step.resolution
}

describe('resolveFrom', () => {
  it.each([
    ['web', 'default', 'Answer', 1],
    ['web.default', 'prod', 'Answer', 2],
    ['web', 'prod', 'Undecidable', 4],
    ['web.default.svc.cluster.local', 'prod/worker', 'Answer', 4],
    ['web.default.svc.cluster.local.', 'prod', 'Answer', 1],
    ['api.stripe.com', 'prod', 'Undecidable', 4],
  ])('%s from %s: %s after %i questions', (name, from, outcome, questions) => {
    const resolution = walk(name, from)
    expect([resolution.outcome, resolution.walk.questions.length]).toEqual([outcome, questions])
    expect(resolution.walk.resolvConf.nameservers).toEqual(['10.96.0.10'])
    expect(resolution.walk.assumptions.length).toBeGreaterThan(0)
  })

  it.each([
    ['invalid-argument', 'a/b/c'],
    ['invalid-argument', ''],
    ['object-not-found', 'nowhere'],
    ['object-not-found', 'prod/nobody'],
  ])('refuses: %s for "%s"', (code, from) => {
    expect(() => walk('web', from)).toThrow(expect.objectContaining({ code }) as NamescopeError)
  })

  it('tells nothing of an asker outside the scope, nor of names there', () => {
    expect(() => walk('web', 'default', scopeOf(['prod']))).toThrow('There is no namespace default.')
    expect(walk('web.default', 'prod', scopeOf(['prod'])).walk.questions.map(({ outcome }) => outcome)).toEqual([
      'NxDomain',
      'Forbidden',
      'NxDomain',
      'Undecidable',
    ])
  })
})
