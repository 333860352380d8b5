import { describe, expect, it } from 'vitest'
import type { LoadbalancePlugin } from '#libs/corefile'
import { dataText, type Answer, type RecordData } from '#libs/dns-model'
import { Random } from '#test/generator'
import { rotate } from './rotation.js'

const NAME = 'db.prod.svc.cluster.local.'
const ROUND_ROBIN: LoadbalancePlugin = {
  name: 'loadbalance',
  policy: 'round_robin',
  prefer: [],
  place: { file: 'Corefile', line: 1, column: 1 },
}

function answer(data: readonly RecordData[], parts: Partial<Answer> = {}): Answer {
  return {
    rcode: 'NOERROR',
    authoritative: true,
    recursionAvailable: false,
    truncated: false,
    answer: data.map((each) => ({ name: NAME, ttl: 5, data: each })),
    authority: [],
    additional: [],
    ...parts,
  }
}

function addresses(...last: number[]): RecordData[] {
  return last.map((octet) => ({ type: 'A', address: `10.0.0.${octet}` }))
}

function texts({ answer: records }: Answer): string[] {
  return records.map(({ data }) => dataText(data))
}

/** How often each order came out of 6000. */
function orders(data: readonly RecordData[], plugin: LoadbalancePlugin): Map<string, number> {
  const random = new Random(1)
  const seen = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = texts(rotate(answer(data), plugin, () => random.int(1000) / 1000)).join(' ')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  return seen
}

describe('round robin', () => {
  it('gives every order of the addresses equally often', () => {
    const counts = [...orders(addresses(1, 2, 3), ROUND_ROBIN).values()]
    expect(counts).toHaveLength(6)
    expect(Math.min(...counts)).toBeGreaterThan(900)
  })

  it('puts aliases first, then the rest, then addresses, then mail exchanges', () => {
    const data: RecordData[] = [
      { type: 'MX', preference: 1, exchange: 'm.' },
      ...addresses(1),
      { type: 'TXT', strings: ['t'] },
      { type: 'AAAA', address: 'fd00::1' },
      { type: 'CNAME', target: 'c.' },
    ]
    expect(texts(rotate(answer(data), ROUND_ROBIN, () => 0.99))).toEqual(['c.', '"t"', '10.0.0.1', 'fd00::1', '1 m.'])
  })

  it('shuffles mail exchanges, and leaves other types in their order', () => {
    const mail = [1, 2].map((preference): RecordData => ({ type: 'MX', preference, exchange: 'm.' }))
    const names = ['a.', 'b.'].map((target): RecordData => ({ type: 'NS', target }))
    expect(orders(mail, ROUND_ROBIN).size).toBe(2)
    expect(orders(names, ROUND_ROBIN).size).toBe(1)
  })

  it('shuffles each section for itself', () => {
    const { answer: records } = answer(addresses(1, 2))
    const rotated = rotate(answer([], { authority: records, additional: records }), ROUND_ROBIN, () => 0)
    expect(texts({ ...rotated, answer: rotated.authority })).toEqual(['10.0.0.2', '10.0.0.1'])
    expect(texts({ ...rotated, answer: rotated.additional })).toEqual(['10.0.0.2', '10.0.0.1'])
  })

  it('leaves errors and the answer given to it as they are', () => {
    const given = answer(addresses(1, 2))
    rotate(given, ROUND_ROBIN, () => 0)
    expect(texts(given)).toEqual(['10.0.0.1', '10.0.0.2'])
    const failed = answer(addresses(1, 2), { rcode: 'SERVFAIL' })
    expect(rotate(failed, ROUND_ROBIN, () => 0)).toBe(failed)
  })

  it('puts preferred networks first', () => {
    const plugin = { ...ROUND_ROBIN, prefer: ['10.0.0.2/32'] }
    expect([...orders(addresses(1, 2), plugin).keys()]).toEqual(['10.0.0.2 10.0.0.1'])
  })

  it('keeps the order of the preferred networks, shuffles within each, and puts addresses before other types', () => {
    const plugin = { ...ROUND_ROBIN, prefer: ['10.0.0.4/31', '10.0.0.2/32'] }
    const data: RecordData[] = [{ type: 'TXT', strings: ['t'] }, ...addresses(1, 2, 4, 5)]
    expect([...orders(data, plugin).keys()].toSorted()).toEqual([
      '10.0.0.4 10.0.0.5 10.0.0.2 10.0.0.1 "t"',
      '10.0.0.5 10.0.0.4 10.0.0.2 10.0.0.1 "t"',
    ])
  })
})

describe('weighted round robin', () => {
  const plugin: LoadbalancePlugin = {
    ...ROUND_ROBIN,
    policy: 'weighted_round_robin',
    weights: [{ name: 'DB.prod.svc.cluster.local.', addresses: [{ address: '10.0.0.1', weight: 5 }] }],
  }

  it('puts an address first as often as its weight says', () => {
    const seen = orders(addresses(1, 2), plugin)
    expect((seen.get('10.0.0.1 10.0.0.2') ?? 0) / 6000).toBeCloseTo(5 / 6, 1)
  })

  it('leaves names without weights as they are', () => {
    expect(orders(addresses(1, 2), { ...plugin, weights: [] }).size).toBe(1)
  })
})
