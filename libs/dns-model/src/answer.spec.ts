import { describe, expect, it } from 'vitest'
import { outcomeOf, type Answer, type ResourceRecord } from './answer.js'
import { presentRecord } from './presented-record.js'

const record: ResourceRecord = {
  name: 'web.default.svc.cluster.local.',
  ttl: 30,
  data: { type: 'A', address: '10.96.0.10' },
  namespace: 'default',
}

const empty: Answer = {
  rcode: 'NOERROR',
  authoritative: true,
  recursionAvailable: false,
  truncated: false,
  answer: [],
  authority: [],
  additional: [],
}

describe('the outcome of an answer', () => {
  it.each<[string, Partial<Answer>, string]>([
    ['records', { answer: [record] }, 'Answer'],
    ['no error and no record (RFC 2308, section 2.2)', {}, 'NoData'],
    ['records beside the answer only', { authority: [record], additional: [record] }, 'NoData'],
    ['NXDOMAIN', { rcode: 'NXDOMAIN' }, 'NxDomain'],
    ['NXDOMAIN behind a CNAME', { rcode: 'NXDOMAIN', answer: [record] }, 'NxDomain'],
    ['REFUSED', { rcode: 'REFUSED' }, 'Refused'],
    ['codes of updates, which templates may give', { rcode: 'NOTZONE' }, 'ServFail'],
    ['SERVFAIL', { rcode: 'SERVFAIL' }, 'ServFail'],
    ['NOTIMP', { rcode: 'NOTIMP' }, 'ServFail'],
    ['a fact that is missing', { undecidable: 'upstream', rcode: 'SERVFAIL' }, 'Undecidable'],
  ])('with %s', (_, part, outcome) => {
    expect(outcomeOf({ ...empty, ...part })).toBe(outcome)
  })
})

describe('a presented record', () => {
  it('has its RDATA as text and as fields', () => {
    expect(presentRecord(record)).toEqual({
      name: 'web.default.svc.cluster.local.',
      type: 'A',
      ttl: 30,
      data: '10.96.0.10',
      rdata: { type: 'A', address: '10.96.0.10' },
      namespace: 'default',
    })
  })

  it('has no namespace when it tells of none', () => {
    const { namespace: _, ...outside } = record
    expect(presentRecord(outside)).not.toHaveProperty('namespace')
  })
})
