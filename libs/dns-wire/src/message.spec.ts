import * as peer from 'dns-packet'
import { describe, expect, it } from 'vitest'
import type { ResourceRecord } from '#libs/dns-model'
import { decodeMessage, encodeMessage, encodeQuery, type Message } from './message.js'

const NAME = 'web.prod.svc.cluster.local.'
const RECORDS: readonly ResourceRecord[] = [
  { name: NAME, ttl: 5, data: { type: 'A', address: '10.96.1.1' } },
  { name: NAME, ttl: 5, data: { type: 'AAAA', address: 'fd00:10:96::1' } },
  { name: NAME, ttl: 30, data: { type: 'SRV', priority: 0, weight: 50, port: 80, target: `10-244-0-1.${NAME}` } },
  { name: '1.1.96.10.in-addr.arpa.', ttl: 5, data: { type: 'PTR', target: NAME } },
  { name: NAME, ttl: 5, data: { type: 'MX', preference: 10, exchange: 'mail.example.com.' } },
  { name: NAME, ttl: 5, data: { type: 'TXT', strings: ['v=1', 'x'] } },
  { name: NAME, ttl: 5, data: { type: 'CNAME', target: 'example.com.' } },
  { name: 'cluster.local.', ttl: 5, data: { type: 'NS', target: 'ns.dns.cluster.local.' } },
  {
    name: 'cluster.local.',
    ttl: 5,
    data: {
      type: 'SOA',
      primary: 'ns.dns.cluster.local.',
      mailbox: 'hostmaster.cluster.local.',
      serial: 1_700_000_000,
      refresh: 7200,
      retry: 1800,
      expire: 86400,
      minimum: 5,
    },
  },
]
const MESSAGE: Message = {
  id: 7,
  opcode: 0,
  flags: {
    response: true,
    authoritative: true,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
  },
  rcode: 0,
  questions: [{ name: NAME, type: 'A', class: 1 }],
  answer: RECORDS,
  authority: RECORDS.slice(7),
  additional: RECORDS.slice(0, 2),
}

function decoded(bytes: Uint8Array): Message {
  const result = decodeMessage(bytes)
  if (result.kind === 'malformed') throw new Error(result.reason)
  return result.message
}

describe('messages and another codec (dns-packet)', () => {
  const peerMessage: peer.Packet = {
    type: 'response',
    id: 7,
    flags: peer.AUTHORITATIVE_ANSWER | peer.RECURSION_DESIRED,
    questions: [{ name: NAME, type: 'A', class: 'IN' }],
    answers: [
      { name: NAME, type: 'A', ttl: 5, data: '10.96.1.1' },
      { name: NAME, type: 'AAAA', ttl: 5, data: 'fd00:10:96::1' },
      { name: NAME, type: 'SRV', ttl: 30, data: { priority: 0, weight: 50, port: 80, target: `10-244-0-1.${NAME}` } },
      { name: '1.1.96.10.in-addr.arpa.', type: 'PTR', ttl: 5, data: NAME },
      { name: NAME, type: 'MX', ttl: 5, data: { preference: 10, exchange: 'mail.example.com.' } },
      { name: NAME, type: 'TXT', ttl: 5, data: ['v=1', 'x'] },
      { name: NAME, type: 'CNAME', ttl: 5, data: 'example.com.' },
      { name: 'cluster.local.', type: 'NS', ttl: 5, data: 'ns.dns.cluster.local.' },
      {
        name: 'cluster.local.',
        type: 'SOA',
        ttl: 5,
        data: {
          mname: 'ns.dns.cluster.local.',
          rname: 'hostmaster.cluster.local.',
          serial: 1_700_000_000,
          refresh: 7200,
          retry: 1800,
          expire: 86400,
          minimum: 5,
        },
      },
    ],
  }

  it('reads what the other writes', () => {
    expect(decoded(peer.encode(peerMessage))).toEqual({ ...MESSAGE, authority: [], additional: [] })
  })

  it('writes what the other reads, compressed', () => {
    const bytes = encodeMessage(MESSAGE)
    const { answers = [] } = peer.decode(Buffer.from(bytes))
    const names = (text: string): string => text.replace(/\.$/, '')
    expect(answers.map(({ name, type }) => ({ name, type }))).toEqual(
      RECORDS.map(({ name, data }) => ({ name: names(name), type: data.type })),
    )
    expect(answers[2]).toMatchObject({
      data: { priority: 0, weight: 50, port: 80, target: names(`10-244-0-1.${NAME}`) },
    })
    expect(answers[8]).toMatchObject({ data: { mname: 'ns.dns.cluster.local', serial: 1_700_000_000 } })
    expect(bytes.length).toBeLessThan(peer.encode(peerMessage).length + 60)
  })

  it('writes a query that the other reads', () => {
    const question = { name: 'WeB.prod.', type: 'AAAA', class: 1 } as const
    const { id, flags, questions, additionals } = peer.decode(
      Buffer.from(encodeQuery({ id: 9, question, edns: { udpSize: 1232 } })),
    )
    expect({ id, flags, questions }).toEqual({
      id: 9,
      flags: peer.RECURSION_DESIRED,
      questions: [{ name: 'WeB.prod', type: 'AAAA', class: 'IN' }],
    })
    expect(additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232, flags: 0 }])
  })
})

describe('messages', () => {
  it('read back as they were written', () => {
    const edns = { udpSize: 4096, version: 0, dnssecOk: true, extendedRcode: 16, options: [] }
    const message = { ...MESSAGE, rcode: 16 + 7, edns }
    expect(decoded(encodeMessage(message))).toEqual(message)
  })

  it('count a TTL with the highest bit as zero (RFC 2181, section 8)', () => {
    const bytes = encodeMessage({
      ...MESSAGE,
      answer: [{ ...RECORDS[0]!, ttl: 0x80000001 }],
      authority: [],
      additional: [],
    })
    expect(decoded(bytes).answer[0]?.ttl).toBe(0)
  })

  it('leave out records of other classes', () => {
    const bytes = encodeMessage({ ...MESSAGE, answer: RECORDS.slice(0, 2), authority: [], additional: [] })
    const classOffset = bytes.length - 2 * 2 - 4 - 2 - 16 + 2
    bytes[classOffset] = 3
    expect(decoded(bytes).answer).toEqual([RECORDS[0]])
  })

  it.each([
    ['fewer octets than a header', (bytes: Uint8Array) => bytes.subarray(0, 11), 'ends inside a field'],
    ['a record that is missing', (bytes: Uint8Array) => bytes.subarray(0, -30), 'ends inside'],
    ['more records counted than there are', (bytes: Uint8Array) => bytes.with(6, 255), 'ends inside'],
  ])('are malformed with %s', (_title, change, reason) => {
    expect(decodeMessage(change(encodeMessage(MESSAGE)))).toEqual({
      kind: 'malformed',
      reason: expect.stringContaining(reason),
    })
  })
})
