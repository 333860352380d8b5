import { describe, expect, it } from 'vitest'
import { answerUnder } from '../../test/ask-under.js'

const COREFILE = `. {
 own_plugin here
 dnssec
 log
 errors
 hosts {
  10.0.0.1 a.example
  fallthrough
 }
 etcd skydns.local
}
`

describe('plugins that are not modelled', () => {
  it.each([
    // What comes ahead of the answer has its part in it, what comes behind has none; a custom build's may stand anywhere.
    ['a.example. A', ['own_plugin (Corefile:2)', 'dnssec (Corefile:3)']],
    ['b.example. A', ['own_plugin (Corefile:2)', 'dnssec (Corefile:3)', 'etcd (Corefile:10)']],
  ])('%s is noted', (question, plugins) => {
    expect(answerUnder(COREFILE, question).notes).toEqual(
      plugins.map((plugin) => `What the plugin ${plugin} does to this answer is not modelled.`),
    )
  })

  it('leaves no notes where all plugins are known', () => {
    expect(answerUnder('. {\n log\n errors\n hosts {\n 10.0.0.1 a\n }\n}\n', 'a. A').notes).toBeUndefined()
  })
})
