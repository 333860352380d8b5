import { describe, expect, it } from 'vitest'
import { scopeOf } from '#libs/cluster-model'
import { viewUnder } from '../test/ask-under.js'
import { ANYONE, resolveName, settleResolution } from './index.js'

const COREFILE = `. {
 rewrite name regex ^(.+)\\.alias\\.$ {1}.svc.cluster.local answer auto
 rewrite name reverse.example 21.0.1.10.in-addr.arpa
 rewrite name nobody.example 99.0.1.10.in-addr.arpa
 template IN A via {
  match ^(.+)\\.via\\.$
  answer "{{ .Name }} 60 IN CNAME {{ index .Match 1 }}.svc.cluster.local."
 }
 k8s_external out.example
 kubernetes cluster.local in-addr.arpa
}
`

/** The outcome for a caller who may see the namespace default only. */
function outcome(name: string, type: 'A' | 'PTR' = 'A'): string {
  const scope = scopeOf(['default'])
  const step = resolveName(viewUnder(COREFILE), ANYONE, { name, type }, { scope, explain: false })
  return settleResolution(step).outcome
}

describe('a caller who may not see every namespace', () => {
  it.each([
    ['web.default.alias.', 'Answer'],
    ['none.default.alias.', 'NxDomain'],
    ['web.default.via.', 'Answer'],
    // The same whether it exists or not, by whatever way the question leads there.
    ['db.prod.svc.cluster.local.', 'Forbidden'],
    ['none.prod.svc.cluster.local.', 'Forbidden'],
    ['db.prod.alias.', 'Forbidden'],
    ['none.prod.alias.', 'Forbidden'],
    ['db.prod.via.', 'Forbidden'],
    ['none.prod.via.', 'Forbidden'],
    ['db.prod.out.example.', 'Forbidden'],
    ['none.prod.out.example.', 'Forbidden'],
    ['prod.out.example.', 'Forbidden'],
    ['default.out.example.', 'NoData'],
    ['ns1.dns.out.example.', 'NoData'],
    ['other.example.', 'ServFail'],
  ])('%s: %s', (name, expected) => {
    expect(outcome(name)).toBe(expected)
  })

  it.each(['reverse.example.', 'nobody.example.', '21.0.1.10.in-addr.arpa.', '99.0.1.10.in-addr.arpa.'])(
    '%s: a hidden address looks like one that nobody has',
    (name) => {
      expect(outcome(name, 'PTR')).toBe('Forbidden')
    },
  )
})
