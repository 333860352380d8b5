import { describe, expect, it } from 'vitest'
import type { Answer, Question, ResourceRecord } from '#libs/dns-model'
import { encodeAnswer, type AnswerTransport } from './answer.js'
import type { Edns } from './edns.js'
import { decodeMessage, encodeQuery, type Message } from './message.js'
import { decodeQuery, type Query } from './query.js'

const NAME = 'web.prod.svc.cluster.local.'
/** Header, and the question for NAME. */
const EMPTY_OCTETS = 12 + NAME.length + 1 + 4
/** A record of NAME with its name written out; with a pointer. */
const ADDRESS_OCTETS = NAME.length + 1 + 10 + 4
const POINTED_OCTETS = 2 + 10 + 4
const OPT_OCTETS = 11

function query(edns?: Partial<Edns>, question: Question = { name: NAME, type: 'A' }): Query {
  const bytes = encodeQuery({
    id: 0xbeef,
    question: { ...question, class: 1 },
    ...(edns && { edns: { udpSize: 1232, ...edns } }),
  })
  const decoded = decodeQuery(bytes)
  if (decoded.kind !== 'query') throw new Error('not a query')
  return decoded
}

function addresses(count: number, name = NAME): ResourceRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    name,
    ttl: 5,
    data: { type: 'A', address: `10.0.${i >> 8}.${i & 255}` },
  }))
}

function answer(parts: Partial<Answer> = {}): Answer {
  return {
    rcode: 'NOERROR',
    authoritative: true,
    recursionAvailable: false,
    truncated: false,
    answer: [],
    authority: [],
    additional: [],
    ...parts,
  }
}

function sent(
  asked: Query,
  said: Answer,
  transport: AnswerTransport = { transport: 'udp' },
): Message & { size: number } {
  const bytes = encodeAnswer(asked, said, transport)
  const decoded = decodeMessage(bytes)
  if (decoded.kind === 'malformed') throw new Error(decoded.reason)
  return { ...decoded.message, size: bytes.length }
}

describe('the size of an answer', () => {
  it('is uncompressed where that fits', () => {
    expect(sent(query(), answer({ answer: addresses(11) })).size).toBe(EMPTY_OCTETS + 11 * ADDRESS_OCTETS)
  })

  it('is compressed where it would not fit otherwise', () => {
    const { size, flags } = sent(query(), answer({ answer: addresses(12) }))
    expect({ size, tc: flags.truncated }).toEqual({ size: EMPTY_OCTETS + 12 * POINTED_OCTETS, tc: false })
  })

  it.each<[string, AnswerTransport, number, number]>([
    ['over UDP up to 1480 octets', { transport: 'udp' }, 33, 0],
    ['over UDP on IPv6 up to 1220 octets', { transport: 'udp', family: 'IPv6' }, 27, 0],
    ['over UDP above 1480 octets', { transport: 'udp' }, 0, 34],
    ['over UDP on IPv6 above 1220 octets', { transport: 'udp', family: 'IPv6' }, 0, 28],
    ['over TCP', { transport: 'tcp' }, 1000, 0],
  ])('is compressed only where it is large: %s', (_title, transport, plain, compressed) => {
    const { size, answer: records } = sent(
      query({ udpSize: 65535 }),
      answer({ answer: addresses(plain + compressed) }),
      transport,
    )
    const expected = EMPTY_OCTETS + plain * ADDRESS_OCTETS + compressed * POINTED_OCTETS + OPT_OCTETS
    expect({ size, count: records.length }).toEqual({ size: expected, count: plain + compressed })
  })

  it.each<[string, Partial<Edns> | undefined, AnswerTransport, number]>([
    ['512 octets without EDNS', undefined, { transport: 'udp' }, 512],
    ['512 octets where the client says less', { udpSize: 100 }, { transport: 'udp' }, 512],
    ['what the client says', { udpSize: 1232 }, { transport: 'udp' }, 1232],
    ['what the server allows', { udpSize: 4096 }, { transport: 'udp', maxSize: 1000 }, 1000],
    ['65535 octets over TCP', { udpSize: 512 }, { transport: 'tcp' }, 65535],
  ])('is cut to %s', (_title, edns, transport, limit) => {
    const { size, flags, answer: records } = sent(query(edns), answer({ answer: addresses(5000) }), transport)
    const fixed = EMPTY_OCTETS + (edns === undefined ? 0 : OPT_OCTETS)
    const fitting = Math.floor((limit - fixed) / POINTED_OCTETS)
    expect({ size, tc: flags.truncated, count: records.length }).toEqual({
      size: fixed + fitting * POINTED_OCTETS,
      tc: true,
      count: fitting,
    })
  })
})

describe('truncation', () => {
  const counts = ({ answer: a, authority: b, additional: c, flags }: Message): unknown[] => [
    a.length,
    b.length,
    c.length,
    flags.truncated ? 'TC' : '',
  ]

  it('leaves out whole records, the last first, and sets TC for additional ones too', () => {
    const said = answer({ answer: addresses(10), authority: addresses(10), additional: addresses(20) })
    expect(counts(sent(query(), said))).toEqual([10, 10, 9, 'TC'])
  })

  it('writes nothing after the first record that does not fit, though a smaller one would', () => {
    const text: ResourceRecord = {
      name: NAME,
      ttl: 5,
      data: { type: 'TXT', strings: ['x'.repeat(255), 'x'.repeat(250)] },
    }
    const said = answer({ answer: [...addresses(1), text, ...addresses(1)], additional: addresses(1) })
    expect(counts(sent(query(), said))).toEqual([1, 0, 0, 'TC'])
  })

  it('keeps the TC of an upstream', () => {
    expect(counts(sent(query(), answer({ answer: addresses(1), truncated: true })))).toEqual([1, 0, 0, 'TC'])
  })

  it('keeps the OPT record whatever is cut', () => {
    const { edns, size } = sent(query({ udpSize: 512 }), answer({ answer: addresses(100) }))
    expect(edns?.udpSize).toBe(512)
    expect(size).toBeLessThanOrEqual(512)
  })

  it('drops options that would leave no room', () => {
    const said = answer({ answer: addresses(1), extendedError: { code: 22, text: 'x'.repeat(500) } })
    const { edns, size } = sent(query({ udpSize: 512 }), said)
    expect({ options: edns?.options, size }).toEqual({ options: [], size: EMPTY_OCTETS + ADDRESS_OCTETS + OPT_OCTETS })
  })
})

describe('the header of an answer', () => {
  const flagsOf = (asked: Query, said: Answer): string[] =>
    Object.entries(sent(asked, said).flags).flatMap(([name, value]) => (value ? [name] : []))

  it.each<[string, Partial<Query>, Partial<Answer>, string[]]>([
    ['AA', {}, {}, ['response', 'authoritative', 'recursionDesired']],
    [
      'RA',
      {},
      { authoritative: false, recursionAvailable: true },
      ['response', 'recursionDesired', 'recursionAvailable'],
    ],
    [
      "CD is the client's",
      { checkingDisabled: true },
      {},
      ['response', 'authoritative', 'recursionDesired', 'checkingDisabled'],
    ],
    ['no RD', { recursionDesired: false }, {}, ['response', 'authoritative']],
    ['NOTIFY: neither RD nor CD', { opcode: 4, checkingDisabled: true }, {}, ['response', 'authoritative']],
  ])('%s', (_title, asked, said, expected) => {
    expect(flagsOf({ ...query(), ...asked }, answer(said))).toEqual(expected)
  })

  it('has the id, opcode, question and class of the query, in its letter case', () => {
    const asked = {
      ...query(undefined, { name: 'WeB.PROD.svc.cluster.local.', type: 'TYPE65400' }),
      opcode: 4,
      class: 3,
    }
    const { id, opcode, questions } = sent(asked, answer())
    expect({ id, opcode, questions }).toEqual({
      id: 0xbeef,
      opcode: 4,
      questions: [{ name: 'WeB.PROD.svc.cluster.local.', type: 'TYPE65400', class: 3 }],
    })
  })
})

describe('EDNS in an answer', () => {
  const options = [
    { code: 3, data: Uint8Array.of() },
    { code: 8, data: Uint8Array.of(0, 1, 24, 0, 10, 0, 0) },
    { code: 10, data: Uint8Array.of(1, 2, 3) },
  ]

  it('is left out where the client sent none', () => {
    expect(sent(query(), answer({ extendedError: { code: 3, text: 'stale' } })).edns).toBeUndefined()
  })

  it("sends back the client's size and DO, and no options", () => {
    const { edns } = sent(query({ udpSize: 4096, dnssecOk: true, options }), answer())
    expect(edns).toEqual({ udpSize: 4096, version: 0, dnssecOk: true, extendedRcode: 0, options: [] })
  })

  it('sends back some options as CoreDNS did before 1.15', () => {
    const { edns } = sent(query({ options }), answer(), { transport: 'udp', echoesOptions: true })
    expect(edns?.options.map(({ code }) => code)).toEqual([3, 10])
  })

  it('says the size that the server is limited to', () => {
    expect(sent(query({ udpSize: 4096 }), answer(), { transport: 'udp', maxSize: 1232 }).edns?.udpSize).toBe(1232)
    expect(sent(query({ udpSize: 800 }), answer(), { transport: 'udp', maxSize: 1232 }).edns?.udpSize).toBe(800)
  })

  it('carries an extended error (RFC 8914)', () => {
    const extendedError = { code: 19, text: 'names of é may be old' }
    expect(sent(query({}), answer({ rcode: 'NXDOMAIN', extendedError }))).toMatchObject({ rcode: 3, extendedError })
  })
})
