import { dataText, type Answer, type ResourceRecord } from '#libs/dns-model'

/** A record as the cases write it. */
export interface CaseRecord {
  readonly name: string
  readonly type: string
  readonly ttl: number
  readonly rdata: string
  readonly ttl_any?: boolean
}

export interface CaseExpectation {
  readonly rcode?: string
  readonly aa?: boolean
  readonly tc?: boolean
  readonly answer?: readonly CaseRecord[]
  readonly authority?: readonly CaseRecord[]
  readonly additional?: readonly CaseRecord[]
  /** Of a zone transfer. */
  readonly records?: readonly CaseRecord[]
  readonly passed_to_next?: boolean
  readonly error?: boolean
}

/** An answer in the form of an expectation: sections as sorted lists, so that they compare as multisets. */
export function shownAnswer(answer: Answer, expect: CaseExpectation): unknown {
  const section = (name: 'answer' | 'authority' | 'additional'): string[] =>
    answer[name].map((record) => shownRecord(record, expect[name] ?? [])).toSorted()
  return {
    rcode: answer.rcode,
    aa: answer.authoritative,
    tc: answer.truncated,
    answer: section('answer'),
    authority: section('authority'),
    additional: section('additional'),
  }
}

export function shownExpectation(expect: CaseExpectation): unknown {
  const section = (records: readonly CaseRecord[] = []): string[] =>
    records.map(({ name, type, ttl, rdata, ttl_any }) => `${name} ${ttl_any ? '*' : ttl} ${type} ${rdata}`).toSorted()
  return {
    rcode: expect.rcode,
    aa: expect.aa,
    tc: expect.tc,
    answer: section(expect.answer),
    authority: section(expect.authority),
    additional: section(expect.additional),
  }
}

/** One record as a line; an SOA serial is shown as `*`. */
export function shownRecord({ name, ttl, data }: ResourceRecord, expected: readonly CaseRecord[]): string {
  const anyTtl = expected.some((record) => record.ttl_any && record.name === name && record.type === data.type)
  const rdata = data.type === 'SOA' ? dataText(data).replace(/^(\S+ \S+) \d+/, '$1 *') : dataText(data)
  return `${name} ${anyTtl ? '*' : ttl} ${data.type} ${rdata}`
}
