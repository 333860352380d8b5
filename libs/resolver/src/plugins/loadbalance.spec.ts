import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder } from '../../test/ask-under.js'

const ADDRESSES = ['10.1.0.1', '10.2.0.1', '10.3.0.1', '10.2.0.2']
const under = (loadbalance: string): string =>
  `. {\n ${loadbalance}\n hosts {\n${ADDRESSES.map((address) => ` ${address} a.example\n`).join('')} }\n}\n`

function order(loadbalance: string): string[] {
  return askUnder(under(loadbalance), 'a.example. A')
    .slice(1)
    .map((line) => line.split(' ').at(-1) as string)
}

describe('loadbalance', () => {
  it.each(['loadbalance', 'loadbalance round_robin'])('%s keeps the canonical order', (stanza) => {
    expect(order(stanza)).toEqual(ADDRESSES)
  })

  it('puts the preferred networks first, in their order', () => {
    expect(order('loadbalance {\n prefer 10.3.0.0/16 10.2.0.0/16\n }')).toEqual([
      '10.3.0.1',
      '10.2.0.1',
      '10.2.0.2',
      '10.1.0.1',
    ])
  })

  it('keeps aliases ahead of addresses', () => {
    const zone = '$TTL 9\n@ SOA ns h 1 2 3 4 5\nalias CNAME host\nhost A 10.1.0.1\nhost A 10.2.0.1\n'
    const corefile = '. {\n loadbalance {\n prefer 10.2.0.0/16\n }\n file db.zone zone.\n}\n'
    expect(askUnder(corefile, 'alias.zone. A', { files: { 'db.zone': zone } })).toEqual([
      'NOERROR aa',
      'alias.zone. 9 CNAME host.zone.',
      'host.zone. 9 A 10.2.0.1',
      'host.zone. 9 A 10.1.0.1',
    ])
  })

  it('tells why', () => {
    const { reasons } = answerUnder(under('loadbalance {\n prefer 10.2.0.0/16\n }'), 'a.example. A')
    expect(reasons).toContainEqual({
      code: 'preferred-addresses',
      text: 'loadbalance (Corefile:2) puts addresses in 10.2.0.0/16 first.',
    })
  })
})
