import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, service, viewOfObjects } from '#test/fixtures'
import { FULL_SCOPE, scopeOf, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { lookUp, settleLookUp, type LookUpRequest, type LookUpResult } from './index.js'

const view = viewOfObjects([
  ...SMALL_CLUSTER,
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } },
  service('kube-system/kube-dns', { clusterIPs: ['10.96.0.10'], ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] }),
])

function ask(request: Partial<LookUpRequest>, scope: Scope = FULL_SCOPE): LookUpResult {
  return settleLookUp(lookUp(view, { name: 'web', type: 'A', ...request }, { scope, explain: true }))
}

describe('lookUp', () => {
  it.each([
    ['web', 'default', 'Answer', 1],
    ['web.default', 'prod', 'Answer', 2],
    ['web', 'prod', 'Undecidable', 4],
    ['web.default.svc.cluster.local', 'prod/worker', 'Answer', 4],
    ['web.default.svc.cluster.local.', 'prod', 'Answer', 1],
    ['api.stripe.com', 'prod', 'Undecidable', 4],
  ])('%s from %s: %s after %i questions', (name, from, outcome, questions) => {
    const { walk, ...result } = ask({ name, from })
    expect([result.outcome, walk?.questions.length]).toEqual([outcome, questions])
    expect(walk?.resolvConf.nameservers).toEqual(['10.96.0.10'])
    expect(walk?.assumptions.length).toBeGreaterThan(0)
  })

  it("tells of the asker's own namespace when nobody has the name", () => {
    const codes = ask({ name: 'web', from: 'prod' }).reasons?.map(({ code }) => code)
    expect(codes).toEqual(['looked-for-service', 'no-such-service', 'exists-in-other-namespace', 'upstream-not-asked'])
  })

  it('takes a name as absolute when nobody with a search list asks', () => {
    for (const from of [undefined, '10.1.0.40']) {
      const result = ask({ name: 'web.default.svc.cluster.local', from })
      expect([result.outcome, result.walk]).toEqual(['Answer', undefined])
    }
  })

  it.each<[code: string, request: Partial<LookUpRequest>]>([
    ['invalid-argument', { from: 'a/b/c' }],
    ['invalid-argument', { from: '' }],
    ['object-not-found', { from: 'nowhere' }],
    ['object-not-found', { from: 'prod/nobody' }],
    ['invalid-type', { type: 'NOPE' }],
    ['invalid-name', { name: 'a..b' }],
    ['invalid-name', { name: 'a..b', from: 'prod' }],
  ])('refuses: %s for %j', (code, request) => {
    expect(() => ask(request)).toThrow(expect.objectContaining({ code }) as NamescopeError)
  })

  it('tells nothing of an asker outside the scope, nor of names there', () => {
    for (const from of ['default', 'default/nobody', 'nowhere']) {
      expect(() => ask({ from }, scopeOf(['prod']))).toThrow(
        expect.objectContaining({ code: 'forbidden' }) as NamescopeError,
      )
    }
    const { walk } = ask({ name: 'web.default', from: 'prod' }, scopeOf(['prod']))
    expect(walk?.questions.map(({ outcome }) => outcome)).toEqual(['NxDomain', 'Forbidden', 'NxDomain', 'Undecidable'])
  })
})
