import type { RecordData, ResourceRecord } from '#libs/dns-model'
import { CLASS_IN, encodeMessage, encodeQuery, type Edns, type Flags } from '#libs/dns-wire'

const NAME = 'web.prod.svc.cluster.local.'
const NO_FLAGS: Flags = {
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: false,
}
const EDNS: Edns = {
  udpSize: 1232,
  version: 0,
  dnssecOk: true,
  extendedRcode: 0,
  options: [{ code: 10, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
}

/** Data of every type that has a form of its own, and of types that are passed on unread. */
const DATA: readonly RecordData[] = [
  { type: 'A', address: '10.96.1.1' },
  { type: 'AAAA', address: 'fd00::1:2' },
  { type: 'CNAME', target: 'db.prod.svc.cluster.local.' },
  { type: 'DNAME', target: 'example.com.' },
  { type: 'NS', target: 'ns.dns.cluster.local.' },
  { type: 'PTR', target: '10-244-0-1.web.prod.svc.cluster.local.' },
  { type: 'MX', preference: 10, exchange: 'mail.example.com.' },
  { type: 'SRV', priority: 0, weight: 50, port: 5432, target: 'db-0.db.prod.svc.cluster.local.' },
  {
    type: 'SOA',
    primary: 'ns.dns.cluster.local.',
    mailbox: 'hostmaster.cluster.local.',
    serial: 4_000_000_000,
    refresh: 7200,
    retry: 1800,
    expire: 86400,
    minimum: 5,
  },
  { type: 'TXT', strings: ['v=1', '', 'x'.repeat(255)] },
  { type: 'HINFO', cpu: 'RFC8482', os: '' },
  { type: 'CAA', flags: 0, tag: 'issue', value: 'ca.example.net' },
  { type: 'NAPTR', hex: '000100020155000004696365000765786d61706c6500' },
  { type: 'HTTPS', hex: '000100' },
  { type: 'TYPE65400', hex: 'deadbeef' },
]

/** Messages that the mutations start from: queries of every shape, and a reply with every kind of record. */
export function seedMessages(): readonly Uint8Array[] {
  const question = { name: NAME, type: 'A', class: CLASS_IN } as const
  const records = DATA.map((data): ResourceRecord => ({ name: NAME, ttl: 5, data }))
  const message = {
    id: 0x1234,
    opcode: 0,
    rcode: 0,
    questions: [question],
    answer: records,
    authority: records.slice(0, 9),
    additional: records.slice(6),
  }
  return [
    encodeQuery({ id: 1, question }),
    encodeQuery({ id: 2, question, edns: EDNS }),
    encodeQuery({ id: 3, question: { ...question, name: 'a\\.b\\000c.prod.svc.cluster.local.', type: 'SRV' } }),
    encodeMessage({
      ...message,
      flags: NO_FLAGS,
      answer: records.slice(0, 1),
      authority: [],
      additional: [],
      edns: EDNS,
    }),
    encodeMessage({ ...message, flags: { ...NO_FLAGS, response: true }, edns: EDNS }),
  ]
}
