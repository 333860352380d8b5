import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder } from '../test/ask-under.js'
import type { Vantage } from './index.js'

/** A block with a view, or without one for an empty text, that answers with this address. */
function block(zones: string, expression: string, address: string, rest = ''): string {
  const view = expression === '' ? '' : ` view v {\n  expr ${expression}\n }\n`
  return `${zones} {\n${view}${rest} hosts {\n  ${address} a.example b.a.example c.org\n }\n}\n`
}

/** The last part of the address that answers, or what else comes of the question. */
function answeredBy(corefile: string, question: string, vantage: Partial<Vantage> = {}): string {
  const lines = askUnder(corefile, question, { vantage })
  return lines[1]?.split('.').at(-1) ?? (lines[0] as string)
}

describe('views', () => {
  const split =
    block('.', "incidr(client_ip(), '10.1.0.0/16')", '10.0.0.1') +
    block('.', "incidr(client_ip(), '10.2.0.0/16') && name() endsWith '.org.'", '10.0.0.2') +
    block('.', '', '10.0.0.3')

  it.each([
    ['10.1.0.40', 'a.example. A', '1'],
    ['10.2.0.40', 'a.example. A', '3'],
    ['10.2.0.40', 'c.org. A', '2'],
    ['fd00::1', 'c.org. A', '3'],
  ])('%s asks for %s: block %s', (address, question, expected) => {
    expect(answeredBy(split, question, { client: { kind: 'address', address } })).toBe(expected)
  })

  it('takes the pod that asks for its address, and does not guess one', () => {
    expect(answeredBy(split, 'c.org. A', { client: { kind: 'pod', namespace: 'prod', name: 'worker' } })).toBe('1')
    expect(answeredBy(split, 'c.org. A', { client: { kind: 'anyone' } })).toBe('undecidable: client address')
  })

  it.each([
    ["type() in ['A', 'AAAA']", '1'],
    ["type() == 'TXT'", '2'],
    ["name() matches '^a[.]'", '1'],
    ["class() == 'IN' and opcode() == 0 and proto() == 'udp'", '1'],
    ["server_ip() == '10.1.9.9' and server_port() == '53'", '1'],
    ["metadata('view/name') == 'v'", '1'],
    ["metadata('kubernetes/namespace') == ''", '1'],
    ["metadata('geoip/city') == ''", 'undecidable: metadata geoip/city'],
    // Anything but true, failures too, turns the question away.
    ['1', '2'],
    ["int('x') > 1", '2'],
    ["incidr('nonsense', '10.0.0.0/8')", '2'],
    ["incidr('10.0.0.1', '10.0.0.1')", '2'],
    ['do()', 'undecidable: DO bit'],
    ['bufsize() > 512', 'undecidable: EDNS buffer size'],
    ["port() == '1'", 'undecidable: client port'],
    ['size() > 512', 'undecidable: message size'],
    ['id() > 512', 'undecidable: message id'],
    ["false && port() == '1'", '2'],
    ['sortBy([1])', 'undecidable: the function "sortBy" of an expression'],
  ])('%s: %s', (expression, expected) => {
    const rest = ' metadata\n geoip /db\n kubernetes cluster.local\n'
    expect(answeredBy(block('.', expression, '10.0.0.1', rest) + block('.', '', '10.0.0.2'), 'a.example. A')).toBe(
      expected,
    )
  })

  it('knows the message where there is one', () => {
    const message = { id: 7, size: 60, dnssecOk: true, bufferSize: 1232, clientPort: 40000 }
    const expression = "do() and bufsize() == 1232 and port() == '40000' and size() == 60 and id() == 7"
    expect(answeredBy(block('.', expression, '10.0.0.1'), 'a.example. A', { message })).toBe('1')
  })

  it('tells which view it was', () => {
    const corefile = block('.', 'true', '10.0.0.1')
    const text = 'The view "v" (Corefile:2) takes this question, so its server block answers.'
    expect(answerUnder(corefile, 'a.example. A').reasons).toContainEqual({ code: 'view', text })
  })

  it('needs every expression of a view', () => {
    const both = block('.', 'true\n  expr false', '10.0.0.1') + block('.', '', '10.0.0.2')
    expect(answeredBy(both, 'a.example. A')).toBe('2')
  })
})

describe('server blocks', () => {
  it('goes on to shorter zones when a view turns the question away', () => {
    const corefile =
      block('a.example', 'false', '10.0.0.1') + block('example', '', '10.0.0.2') + block('.', '', '10.0.0.3')
    expect(answeredBy(corefile, 'b.a.example. A')).toBe('2')
    expect(answeredBy(corefile, 'c.org. A')).toBe('3')
  })

  it('refuses when every view turns the question away', () => {
    expect(answeredBy(block('.', 'false', '10.0.0.1'), 'a.example. A')).toBe('REFUSED')
  })

  it('takes the parent for DS, the root only without another', () => {
    const soa = (zone: string): Record<string, string> => ({
      [`db.${zone}`]: `$TTL 5\n${zone} SOA ns.${zone} h.${zone} 1 2 3 4 5\n`,
    })
    const files = { ...soa('a.example.'), ...soa('example.') }
    const corefile =
      'a.example {\n file db.a.example. a.example.\n}\nexample {\n file db.example. example.\n}\n. {\n whoami\n}\n'
    expect(askUnder(corefile, 'b.a.example. DS', { files })[1]).toMatch(/^! example\. /)
    expect(askUnder(corefile, 'b.a.example. A', { files })[1]).toMatch(/^! a\.example\. /)
    expect(askUnder(corefile, 'org. DS', { files })).toEqual(['undecidable: client port'])
  })

  it('looks at the port', () => {
    const corefile = block('.:5353', '', '10.0.0.1') + block('.', '', '10.0.0.2')
    expect(answeredBy(corefile, 'a.example. A', { port: 5353 })).toBe('1')
    expect(answeredBy(corefile, 'a.example. A')).toBe('2')
    expect(answeredBy(corefile, 'a.example. A', { port: 54 })).toBe('REFUSED')
  })
})
