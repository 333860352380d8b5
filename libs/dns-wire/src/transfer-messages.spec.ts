import { describe, expect, it } from 'vitest'
import type { ResourceRecord } from '#libs/dns-model'
import { encodeMessage, encodeQuery, decodeMessage, type Message } from './message.js'
import { decodeQuery, type Query } from './query.js'
import { NO_FLAGS } from './header.js'
import { transferMessages } from './transfer-messages.js'

const ZONE = 'cluster.local.'
const QUESTION = { name: ZONE, type: 'AXFR', class: 1 } as const
const SOA: ResourceRecord = {
  name: ZONE,
  ttl: 30,
  data: {
    type: 'SOA',
    primary: `ns.${ZONE}`,
    mailbox: `h.${ZONE}`,
    serial: 7,
    refresh: 1,
    retry: 2,
    expire: 3,
    minimum: 4,
  },
}

function queryOf(bytes: Uint8Array): Query {
  const decoded = decodeQuery(bytes)
  if (decoded.kind !== 'query') throw new Error(decoded.kind)
  return decoded
}

function messagesOf(query: Query, parts: readonly (readonly ResourceRecord[])[]): Message[] {
  return [...transferMessages(query, parts)].flatMap((bytes) => {
    if (bytes === undefined) return []
    const decoded = decodeMessage(bytes)
    if (decoded.kind === 'malformed') throw new Error(decoded.reason)
    expect(bytes.length).toBeLessThanOrEqual(16_384)
    return [decoded.message]
  })
}

function address(index: number): ResourceRecord {
  return {
    name: `web-${index}.shop.svc.${ZONE}`,
    ttl: 30,
    data: { type: 'A', address: `10.0.${index >> 8}.${index & 255}` },
  }
}

describe('transferMessages', () => {
  it('puts few records into one message, with the question, AA and the OPT record of the client', () => {
    const query = queryOf(encodeQuery({ id: 9, question: QUESTION, edns: { udpSize: 1232 } }))
    const messages = messagesOf(query, [[SOA], [address(1), address(2)], [], [SOA]])
    expect(messages).toMatchObject([
      {
        id: 9,
        flags: { authoritative: true, response: true },
        rcode: 0,
        questions: [QUESTION],
        edns: { udpSize: 1232 },
      },
    ])
    expect(messages[0]?.answer).toEqual([SOA, address(1), address(2), SOA])
  })

  it('cuts many records into messages that hold every one of them, in order, each with question and id', () => {
    const records = [SOA, ...Array.from({ length: 5000 }, (_, index) => address(index)), SOA]
    const messages = messagesOf(queryOf(encodeQuery({ id: 9, question: QUESTION })), [records])
    expect(messages.length).toBeGreaterThan(5)
    expect(messages.flatMap(({ answer }) => answer)).toEqual(records)
    for (const { id, questions, edns } of messages)
      expect({ id, questions, edns }).toEqual({ id: 9, questions: [QUESTION] })
  })

  it('gives a record that is longer than a message should be one of its own', () => {
    const long: ResourceRecord = {
      name: ZONE,
      ttl: 1,
      data: { type: 'TXT', strings: Array.from({ length: 100 }, () => 'x'.repeat(255)) },
    }
    const query = queryOf(encodeQuery({ id: 9, question: QUESTION }))
    const sizes = [...transferMessages(query, [[SOA, long, SOA]])].map((bytes) => (bytes?.length ?? 0) > 16_384)
    expect(sizes).toEqual([false, true, false, false])
  })

  it('lets other work be done after each part', () => {
    const query = queryOf(encodeQuery({ id: 9, question: QUESTION }))
    const steps = [...transferMessages(query, [[SOA], [], [address(1)]])].map((bytes) => bytes !== undefined)
    expect(steps).toEqual([false, false, false, true])
  })
})

describe('the serial that an IXFR client has', () => {
  const ixfr = { ...QUESTION, type: 'IXFR' } as const
  const message = (authority: readonly ResourceRecord[]): Uint8Array =>
    encodeMessage({
      id: 1,
      opcode: 0,
      flags: NO_FLAGS,
      rcode: 0,
      questions: [ixfr],
      answer: [],
      authority,
      additional: [],
    })

  it.each([
    ['an SOA', [SOA], 7],
    ['nothing', [], undefined],
    ['another record', [address(1)], undefined],
  ])('with %s in the authority section', (_title, authority, serial) => {
    expect(queryOf(message(authority)).heldSerial).toBe(serial)
  })
})
