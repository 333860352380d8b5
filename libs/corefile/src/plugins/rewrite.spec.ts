import { describe, expect, it } from 'vitest'
import { plugin, problems } from '../../test/reading.js'

const rule = (words: string, options = {}) => plugin('rewrite', `rewrite ${words}`, options).rules[0]

describe('rewrite', () => {
  it.each([
    [
      'name Foo.org bar.org',
      { field: 'name', mode: 'stop', match: 'exact', from: 'foo.org.', to: 'bar.org.', answerAuto: true },
    ],
    ['continue name exact a.org b.org', { mode: 'continue', match: 'exact' }],
    [
      'STOP NAME Suffix .a.org .b.org answer auto',
      { match: 'suffix', from: '.a.org.', to: '.b.org.', answerAuto: true },
    ],
    ['name prefix a. b.', { match: 'prefix', from: 'a.', to: 'b.', answerAuto: false }],
    ['name substring x.org. y.org.', { match: 'substring', from: 'x.org.' }],
    [
      String.raw`name regex (.*)-(US)\.org {1}.{2}.consul`,
      { match: 'regex', from: String.raw`(.*)-(US)\.org`, to: '{1}.{2}.consul.' },
    ],
    [
      String.raw`name regex (.*)\.a {1}.b answer name (.*)\.b {1}.A value (.*)\.c {1}.d`,
      {
        answers: [
          { part: 'name', pattern: String.raw`(.*)\.b`, replacement: '{1}.a.' },
          { part: 'value', pattern: String.raw`(.*)\.c`, replacement: '{1}.d.' },
        ],
      },
    ],
    [
      String.raw`name regex ^(.+)\.x\.$ {1}.{kubernetes/Client-Namespace}.SVC metadata answer auto`,
      { metadata: true, to: '{1}.{kubernetes/Client-Namespace}.svc.', answerAuto: true },
    ],
    ['stop {\n name suffix .a .b\n answer auto\n}', { mode: 'stop', match: 'suffix', answerAuto: true }],
    ['type any HINFO', { field: 'type', from: 'ANY', to: 'HINFO' }],
    ['type A RP', { from: 'A', to: 'TYPE17' }],
    ['class CH IN', { field: 'class', from: 'CH', to: 'IN' }],
    ['ttl a.org 15', { field: 'ttl', match: 'exact', from: 'a.org.', minimum: 15, maximum: 15 }],
    ['ttl regex (.*) 30-300', { match: 'regex', from: '(.*)', minimum: 30, maximum: 300 }],
    ['ttl a.org -30', { minimum: 0, maximum: 30 }],
    ['ttl a.org 30-', { minimum: 30, maximum: 2147483647 }],
    ['rcode a.org SERVFAIL noerror', { field: 'rcode', match: 'exact', from: 'a.org.', code: 2, replacement: 0 }],
    ['rcode suffix a.org 2 3', { match: 'suffix', code: 2, replacement: 3 }],
    ['cname A.org b.org', { field: 'cname', match: 'exact', from: 'a.org.', to: 'b.org.' }],
    ['cname prefix A B', { match: 'prefix', from: 'a', to: 'b' }],
    [
      'edns0 local set 0xffee 0x61',
      { field: 'edns0', option: 'local', action: 'set', code: 65518, data: '0x61', revert: false },
    ],
    ['edns0 local append 20 {client_ip} revert', { code: 20, data: '{client_ip}', revert: true }],
    ['edns0 local unset 20', { action: 'unset', code: 20 }],
    ['edns0 nsid set', { option: 'nsid' }],
    ['edns0 subnet set 24 56', { subnet: { ipv4: 24, ipv6: 56 } }],
  ])('reads %j', (words, expected) => {
    expect(rule(words)).toMatchObject(expected)
  })

  it('keeps the rules in order', () => {
    const { rules } = plugin('rewrite', 'rewrite name a b\nrewrite type A AAAA')
    expect(rules.map((found) => found.field)).toEqual(['name', 'type'])
  })

  it.each([
    ['', 'wrong-arguments 2:1'],
    ['continue', 'wrong-arguments 2:1'],
    ['name a', 'wrong-arguments 2:14'],
    ['names a b', 'invalid-value 2:9'],
    ['answer auto', 'invalid-value 2:9'],
    ['name fuzzy a b', 'invalid-value 2:14'],
    ['name a.org *.b.org', 'invalid-pattern 2:20'],
    ['name exact a b c', 'wrong-arguments 2:24'],
    ['name exact a b answer', 'wrong-arguments 2:24'],
    ['name exact a b answer name x', 'wrong-arguments 2:31'],
    ['name exact a b answer often', 'invalid-value 2:31'],
    ['name suffix a b answer auto answer name x y', 'conflicting-options 2:25'],
    ['name regex ( b', 'invalid-pattern 2:20'],
    ['name regex a(?=b) c', 'invalid-pattern 2:20'],
    ['name regex a {1}', 'invalid-value 2:22'],
    ['name suffix a b metadata', 'invalid-value 2:25'],
    ['name regex (a) {2}.b metadata', 'invalid-value 2:24'],
    ['name regex (a) {label}.b metadata', 'invalid-value 2:24'],
    ['type A', 'wrong-arguments 2:14'],
    ['type A BOGUS', 'invalid-value 2:16'],
    ['class IN XX', 'invalid-value 2:18'],
    ['ttl a.org', 'wrong-arguments 2:13'],
    ['ttl a.org -', 'invalid-value 2:19'],
    ['ttl a.org 5-4', 'invalid-value 2:19'],
    ['ttl a.org 1h', 'invalid-value 2:19'],
    ['rcode a.org SERVFAIL', 'wrong-arguments 2:21'],
    ['rcode a.org SERVFAIL BOGUS', 'invalid-value 2:30'],
    ['cname regex ( b', 'invalid-pattern 2:21'],
    ['cname a', 'wrong-arguments 2:15'],
    ['edns0 local', 'wrong-arguments 2:15'],
    ['edns0 remote set', 'invalid-value 2:15'],
    ['edns0 local put 1 2', 'invalid-value 2:21'],
    ['edns0 local set 1', 'wrong-arguments 2:21'],
    ['edns0 local set 70000 a', 'invalid-value 2:25'],
    ['edns0 local set 1 0x6', 'invalid-value 2:27'],
    ['edns0 local set 1 {nobody}', 'invalid-value 2:27'],
    ['edns0 subnet set 33 0', 'invalid-value 2:26'],
  ])('refuses %j', (words, expected) => {
    expect(problems(`rewrite ${words}`)).toEqual([expected])
  })

  it.each([
    ['cname a b', '1.10.1'],
    ['rcode a 2 0', '1.11.1'],
    ['edns0 local unset 3', '1.12.2'],
  ])('knows "%s" later than %s', (words, version) => {
    expect(problems(`rewrite ${words}`, { version }).map((problem) => problem.split(' ')[0])).toEqual([
      'needs-newer-version',
    ])
  })

  it('warns about the dot that CoreDNS adds', () => {
    expect(problems('rewrite name prefix foo- bar-', {}, ['warning'])).toEqual(['ineffective 2:21'])
  })

  it('warns about metadata that nobody provides', () => {
    const words = String.raw`rewrite name regex (.*) {a/b} metadata`
    expect(problems(words, {}, ['warning'])).toEqual(['ineffective 2:1'])
    expect(problems(`metadata\n${words}`, {}, ['warning'])).toEqual([])
  })

  it('is not held up by patterns built to hang', () => {
    expect(problems(`rewrite name regex (a+)+$ b`)).toEqual([])
    expect(problems(`rewrite name regex ((a{1000}){1000}){1000} b`)).toEqual(['invalid-pattern 2:20'])
    expect(problems(`rewrite name regex ${'('.repeat(20_000)} b`)).toEqual(['invalid-pattern 2:20'])
  })
})
