import { describe, expect, it } from 'vitest'
import { decodeMessage } from './message.js'
import { decodeQuery } from './query.js'

const NAME = '03 776562 04 70726f64 03 737663 07 636c7573746572 05 6c6f63616c 00'
const QUESTION = `${NAME} 0001 0001`
const OPT = '00 0029 04d0 00000000 0000'
const ADDRESS = '01 78 00 0001 0001 0000003c 0004 01020304'

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'))
}

/** The parts of an error reply that matter. */
function errorReply(hex: string): object {
  const decoded = decodeQuery(octets(hex))
  if (decoded.kind !== 'error') return decoded
  const reply = decodeMessage(decoded.reply)
  if (reply.kind === 'malformed') return reply
  const { id, opcode, flags, rcode, questions, edns } = reply.message
  const set = Object.entries(flags).flatMap(([name, value]) => (value ? [name] : []))
  return { id, opcode, flags: set, rcode, questions: questions.length, ...(edns && { edns }) }
}

describe('messages that get no reply', () => {
  it.each([
    ['nothing', ''],
    ['11 octets', '1234 0100 0001 0000 0000 00'],
    ['a response', `1234 8100 0001 0000 0000 0000 ${QUESTION}`],
    ['a response with an unknown opcode', '1234 f900 0000 0000 0000 0000'],
  ])('%s', (_title, hex) => {
    expect(decodeQuery(octets(hex))).toEqual({ kind: 'ignore' })
  })
})

describe('messages that are answered with an error', () => {
  const response = ['response', 'recursionDesired']
  const formErr = { id: 0x1234, opcode: 0, flags: response, rcode: 1, questions: 0 }

  it.each([
    [
      'opcode STATUS: NOTIMP, opcode kept',
      `1234 1100 0001 0000 0000 0000 ${QUESTION}`,
      { ...formErr, opcode: 2, rcode: 4 },
    ],
    ['opcode UPDATE, whatever its counts', '1234 2900 0001 0009 0009 0009', { ...formErr, opcode: 5, rcode: 4 }],
    ['no question', '1234 0100 0000 0000 0000 0000', formErr],
    ['two questions', `1234 0100 0002 0000 0000 0000 ${QUESTION} ${QUESTION}`, formErr],
    ['two answers', `1234 0100 0001 0002 0000 0000 ${QUESTION} ${ADDRESS} ${ADDRESS}`, formErr],
    ['two authorities', `1234 0100 0001 0000 0002 0000 ${QUESTION} ${ADDRESS} ${ADDRESS}`, formErr],
    ['three additionals', `1234 0100 0001 0000 0000 0003 ${QUESTION} ${ADDRESS} ${ADDRESS} ${OPT}`, formErr],
    ['NOTIFY that can not be read: opcode QUERY', '1234 2100 0001 0000 0000 0000 c00c', formErr],
    ['a name that is cut', '1234 0100 0001 0000 0000 0000 03 7765', formErr],
    ['a question without its class, half of it there', `1234 0100 0001 0000 0000 0000 ${NAME} 0001 00`, formErr],
    [
      'an additional record that is cut: the question is sent back',
      `1234 0100 0001 0000 0000 0001 ${QUESTION} 00 0029`,
      { ...formErr, questions: 1 },
    ],
    [
      'an option that is cut',
      `1234 0100 0001 0000 0000 0001 ${QUESTION} 00 0029 04d0 00000000 0005 000a 0008 01`,
      { ...formErr, questions: 1 },
    ],
    [
      'an address of three octets',
      `1234 0100 0001 0000 0000 0001 ${QUESTION} 00 0001 0001 00000000 0003 010203`,
      { ...formErr, questions: 1 },
    ],
    [
      "the client's flags stay, AA and Z do not",
      '1234 0770 0000 0000 0000 0000',
      { ...formErr, flags: ['response', 'truncated', 'recursionDesired', 'authenticData', 'checkingDisabled'] },
    ],
    [
      'a question that is counted but absent: SERVFAIL',
      '1234 0110 0001 0000 0000 0000',
      { ...formErr, flags: [...response, 'checkingDisabled'], rcode: 2 },
    ],
    ['class CH: REFUSED', `1234 0100 0001 0000 0000 0000 ${NAME} 0010 0003`, { ...formErr, rcode: 5, questions: 1 }],
    [
      'class CH comes before the EDNS version',
      `1234 0100 0001 0000 0000 0001 ${NAME} 0010 0003 00 0029 1000 00018000 0000`,
      {
        ...formErr,
        rcode: 5,
        questions: 1,
        edns: { udpSize: 4096, version: 0, dnssecOk: true, extendedRcode: 0, options: [] },
      },
    ],
    [
      'EDNS version 1: BADVERS with an empty OPT',
      `1234 0100 0001 0000 0000 0001 ${QUESTION} 00 0029 04d0 00018000 0000`,
      {
        ...formErr,
        rcode: 16,
        questions: 1,
        edns: { udpSize: 0, version: 0, dnssecOk: false, extendedRcode: 16, options: [] },
      },
    ],
  ])('%s', (_title, hex, expected) => {
    expect(errorReply(hex)).toEqual(expected)
  })
})

describe('queries', () => {
  const query = {
    kind: 'query',
    id: 0x1234,
    opcode: 0,
    recursionDesired: true,
    checkingDisabled: false,
    question: { name: 'web.prod.svc.cluster.local.', type: 'A' },
    class: 1,
  }
  const edns = { udpSize: 1232, version: 0, dnssecOk: false, extendedRcode: 0, options: [] }

  it.each([
    ['plain', `1234 0100 0001 0000 0000 0000 ${QUESTION}`, query],
    ['with octets after it', `1234 0100 0001 0000 0000 0000 ${QUESTION} ffff`, query],
    ['with a counted record missing', `1234 0100 0001 0000 0000 0001 ${QUESTION}`, query],
    ['with a SOA, as NOTIFY has', `1234 2100 0001 0001 0000 0000 ${QUESTION} ${ADDRESS}`, { ...query, opcode: 4 }],
    ['with a record without data', `1234 0100 0001 0000 0000 0001 ${QUESTION} 00 0001 0001 00000000 0000`, query],
    ['with EDNS', `1234 0100 0001 0000 0000 0001 ${QUESTION} ${OPT}`, { ...query, edns }],
    [
      'with two OPT records: the last counts',
      `1234 0100 0001 0000 0000 0002 ${QUESTION} 00 0029 1000 00008000 0000 ${OPT}`,
      { ...query, edns },
    ],
    [
      'with an OPT record among the answers: it does not count',
      `1234 0100 0001 0001 0000 0000 ${QUESTION} ${OPT}`,
      query,
    ],
    [
      'in mixed case',
      '1234 0100 0001 0000 0000 0000 03 576542 00 001c 0001',
      { ...query, question: { name: 'WeB.', type: 'AAAA' } },
    ],
    [
      'with odd octets in a label',
      '1234 0100 0001 0000 0000 0000 04 2e5c00ff 00 ff78 0001',
      { ...query, question: { name: '\\.\\\\\\000\\255.', type: 'TYPE65400' } },
    ],
    ['for the root', '1234 0100 0001 0000 0000 0000 00 0002 0001', { ...query, question: { name: '.', type: 'NS' } }],
    ['with the class missing', `1234 0100 0001 0000 0000 0000 ${NAME} 0001`, { ...query, class: 0 }],
    [
      'with type and class missing',
      `1234 0100 0001 0000 0000 0000 ${NAME}`,
      { ...query, question: { ...query.question, type: 'TYPE0' }, class: 0 },
    ],
  ])('%s', (_title, hex, expected) => {
    expect(decodeQuery(octets(hex), { anyClass: true })).toEqual(expected)
  })
})
