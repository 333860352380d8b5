import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder } from '../../test/ask-under.js'

const HOSTS =
  ' hosts {\n 10.1.2.3 four.example\n 10.1.2.3 both.example\n fd00::1 both.example\n 10.0.0.9 Mixed.example\n }\n'
const V6 = { client: { kind: 'address', address: 'fd00::40' } } as const

function under(lines = '', prefix = '', rest = HOSTS): string {
  return `. {\n dns64 ${prefix} {\n${lines}}\n${rest}}\n`
}

describe('dns64', () => {
  it.each<[lines: string, question: string, answer: string[]]>([
    ['', 'four.example. AAAA', ['NOERROR', 'four.example. 600 AAAA 64:ff9b::a01:203']],
    ['', 'four.example. A', ['NOERROR aa', 'four.example. 3600 A 10.1.2.3']],
    ['', 'MIXED.example. AAAA', ['NOERROR', 'mixed.example. 600 AAAA 64:ff9b::a00:9']],
    ['', 'both.example. AAAA', ['NOERROR aa', 'both.example. 3600 AAAA fd00::1']],
    ['translate_all\n', 'both.example. AAAA', ['NOERROR', 'both.example. 600 AAAA 64:ff9b::a01:203']],
    // A bare code that the server itself writes is not looked at.
    ['', 'nobody.example. AAAA', ['SERVFAIL']],
    ...[
      ['32', 'fd00:1:a01:203::'],
      ['40', 'fd00:1:a:102:3::'],
      ['48', 'fd00:1:0:a01:2:300::'],
      ['56', 'fd00:1:0:a:1:203::'],
      ['64', 'fd00:1::a:102:300:0'],
      ['96', 'fd00:1::a01:203'],
    ].map(([length, address]): [string, string, string[]] => [
      `prefix fd00:1::/${length}\n`,
      'four.example. AAAA',
      ['NOERROR', `four.example. 600 AAAA ${address}`],
    ]),
  ])('%j: %s', (lines, question, answer) => {
    expect(askUnder(under(lines), question, { vantage: V6 })).toEqual(answer)
  })

  it('takes the TTL of the SOA, and the code of the A question', () => {
    const zone = '$TTL 900\n@ SOA ns h 1 2 3 4 50\nfour 1000 A 10.0.0.1\nalias CNAME nowhere\nsub NS ns\n'
    const corefile = under('', '', ' file db.zone zone.\n')
    const files = { 'db.zone': zone }
    expect(askUnder(corefile, 'four.zone. AAAA', { files, vantage: V6 })).toEqual([
      'NOERROR',
      'four.zone. 900 AAAA 64:ff9b::a00:1',
    ])
    expect(askUnder(corefile, 'alias.zone. AAAA', { files, vantage: V6 })[0]).toBe('NXDOMAIN')
    expect(askUnder(corefile, 'alias.zone. AAAA', { files, vantage: V6, version: '1.14.7' })[0]).toBe('NOERROR')
    expect(askUnder(corefile, 'nowhere.zone. AAAA', { files, vantage: V6 })[0]).toBe('NXDOMAIN aa')
  })

  it('serves IPv4 clients with allow_ipv4 only', () => {
    expect(askUnder(under(), 'four.example. AAAA')).toEqual(['NOERROR aa'])
    expect(askUnder(under('allow_ipv4\n'), 'four.example. AAAA')[1]).toBe('four.example. 600 AAAA 64:ff9b::a01:203')
  })

  it('assumes IPv6 of nobody in particular, and says so', () => {
    const { answer, notes } = answerUnder(under(), 'four.example. AAAA', { vantage: { client: { kind: 'anyone' } } })
    expect([answer.length, notes]).toEqual([1, [expect.stringContaining('it was assumed')]])
  })

  it('tells why', () => {
    expect(answerUnder(under(), 'four.example. AAAA', { vantage: V6 }).reasons?.[0]).toEqual({
      code: 'dns64',
      text: 'dns64 (Corefile:2) looks for A records and puts them behind 64:ff9b::/96.',
    })
  })
})
