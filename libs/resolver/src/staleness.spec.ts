import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, pod, viewOfObjects } from '#test/fixtures'
import { FULL_SCOPE, type Coverage, type KindCoverage } from '#libs/cluster-model'
import { parseRecordType, type Answer, type RecordType } from '#libs/dns-model'
import { answerQuestion, settle, type Vantage } from './index.js'

const VANTAGE: Vantage = { client: { kind: 'anyone' }, transport: 'udp', serverAddresses: ['10.1.9.9'] }
const SINCE = Date.UTC(2026, 0, 2, 3, 4, 5)
const STALE: KindCoverage = { status: 'stale', since: SINCE }
const TOO_OLD: KindCoverage = { ...STALE, tooOld: true }
const VERIFIED =
  '.:53 {\n kubernetes cluster.local in-addr.arpa {\n  pods verified\n }\n cache 30 {\n success 100 3600 60\n }\n}'
const EXTERNAL = '.:53 {\n kubernetes cluster.local\n k8s_external ext.org in-addr.arpa {\n  headless\n }\n}'

function covered(coverage: KindCoverage): Coverage {
  return { Namespace: coverage, Service: coverage, EndpointSlice: coverage, Pod: coverage }
}

function ask(question: string, coverage: Coverage, corefile?: string): Answer {
  const [name, type] = question.split(' ') as [string, string]
  const objects = [...SMALL_CLUSTER, pod('prod/one', ['10.1.0.40'])]
  const view = viewOfObjects(objects, { coverage, ...(corefile === undefined ? {} : { corefile }) })
  return settle(answerQuestion(view, VANTAGE, { name, type: parseRecordType(type) as RecordType }, FULL_SCOPE))
}

/** Code, number of answers, longest TTL, Extended DNS Error. */
function seen({ rcode, answer, authority, additional, extendedError }: Answer): unknown[] {
  const ttls = [...answer, ...authority, ...additional].map(({ ttl }) => ttl)
  return [rcode, answer.length, Math.max(0, ...ttls), extendedError?.code]
}

describe('answers from a stale state', () => {
  const WEB = 'web.default.svc.cluster.local.'
  const DB = 'db.prod.svc.cluster.local.'
  const table: readonly [question: string, fresh: unknown[], stale: unknown[], tooOld: unknown[]][] = [
    [`${WEB} A`, ['NOERROR', 1, 30, undefined], ['NOERROR', 1, 5, 3], ['NOERROR', 1, 5, 3]],
    [`${WEB} AAAA`, ['NOERROR', 0, 30, undefined], ['NOERROR', 0, 5, 3], ['NOERROR', 0, 5, 3]],
    [
      `nil.default.svc.cluster.local. A`,
      ['NXDOMAIN', 0, 30, undefined],
      ['NXDOMAIN', 0, 5, 19],
      ['NXDOMAIN', 0, 5, 19],
    ],
    [`${DB} A`, ['NOERROR', 2, 30, undefined], ['NOERROR', 2, 5, 3], ['SERVFAIL', 0, 0, 22]],
    [`_sql._tcp.${DB} SRV`, ['NOERROR', 3, 30, undefined], ['NOERROR', 3, 5, 3], ['SERVFAIL', 0, 0, 22]],
    [`db-0.${DB} A`, ['NOERROR', 1, 30, undefined], ['NOERROR', 1, 5, 3], ['SERVFAIL', 0, 0, 22]],
    [`db-9.${DB} A`, ['NXDOMAIN', 0, 30, undefined], ['NXDOMAIN', 0, 5, 19], ['SERVFAIL', 0, 0, 22]],
    [`10-1-0-15.${WEB} A`, ['NOERROR', 1, 30, undefined], ['NOERROR', 1, 5, 3], ['SERVFAIL', 0, 0, 22]],
    ['100.50.96.10.in-addr.arpa. PTR', ['NOERROR', 1, 30, undefined], ['NOERROR', 1, 5, 3], ['NOERROR', 1, 5, 3]],
    ['20.0.1.10.in-addr.arpa. PTR', ['NOERROR', 1, 30, undefined], ['NOERROR', 1, 5, 3], ['SERVFAIL', 0, 0, 22]],
    ['cluster.local. SOA', ['NOERROR', 1, 30, undefined], ['NOERROR', 1, 5, 3], ['NOERROR', 1, 5, 3]],
  ]

  it.each(table)('%s', (question, fresh, stale, tooOld) => {
    expect(seen(ask(question, covered({ status: 'complete' })))).toEqual(fresh)
    expect(seen(ask(question, covered(STALE)))).toEqual(stale)
    expect(seen(ask(question, covered(TOO_OLD)))).toEqual(tooOld)
  })

  it('keep the time short whatever the cache would make of it, and give verified pods up when they are too old', () => {
    const question = '10-1-0-40.prod.pod.cluster.local. A'
    expect(seen(ask(question, covered({ status: 'complete' }), VERIFIED))).toEqual(['NOERROR', 1, 60, undefined])
    expect(seen(ask(question, covered(STALE), VERIFIED))).toEqual(['NOERROR', 1, 5, 3])
    expect(seen(ask(question, covered(TOO_OLD), VERIFIED))).toEqual(['SERVFAIL', 0, 0, 22])
  })

  it.each<[string, unknown[], unknown[]]>([
    ['db.prod.ext.org. A', ['NOERROR', 2, 5, 3], ['SERVFAIL', 0, 0, 22]],
    ['db-0.db.prod.ext.org. A', ['NOERROR', 1, 5, 3], ['SERVFAIL', 0, 0, 22]],
    ['db-9.db.prod.ext.org. A', ['NXDOMAIN', 0, 5, 19], ['SERVFAIL', 0, 0, 22]],
    ['20.0.1.10.in-addr.arpa. PTR', ['NOERROR', 1, 5, 3], ['SERVFAIL', 0, 0, 22]],
    ['nil.prod.ext.org. A', ['NXDOMAIN', 0, 5, 19], ['NXDOMAIN', 0, 5, 19]],
    ['ext.org. SOA', ['NOERROR', 1, 5, 3], ['NOERROR', 1, 5, 3]],
  ])('give endpoints up in k8s_external too: %s', (question, stale, tooOld) => {
    expect(seen(ask(question, covered(STALE), EXTERNAL))).toEqual(stale)
    expect(seen(ask(question, covered(TOO_OLD), EXTERNAL))).toEqual(tooOld)
  })

  it('say since when, to whoever asks why', () => {
    const reasons = ask(`${WEB} A`, covered(STALE)).reasons ?? []
    expect(reasons.map(({ code }) => code)).toContain('stale-state')
    expect(reasons.at(-1)?.text).toContain('2026-01-02T03:04:05.000Z')
  })

  it('leave outside names alone', () => {
    expect(ask('example.com. A', covered(STALE)).extendedError).toBeUndefined()
  })

  it('are no answers at all before anything was read', () => {
    expect(seen(ask('nil.default.svc.cluster.local. A', {}))).toEqual(['SERVFAIL', 0, 5, 14])
  })
})
