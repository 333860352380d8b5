import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, namespace, pod, service, slice, viewOfObjects, type ViewParts } from '#test/fixtures'
import { dataText, parseRecordType, type Answer, type RecordType } from '#libs/dns-model'
import { FULL_SCOPE } from '#libs/cluster-model'
import { answerQuestion, settle, type Step, type Vantage } from './index.js'

const SOA = 'cluster.local. 30 SOA ns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 30'
const VANTAGE: Vantage = { client: { kind: 'anyone' }, transport: 'udp', serverAddresses: ['10.1.9.9'] }

/** The answer as lines: the code, then the records of each section behind its mark (none, `!` authority, `+` additional). */
function ask(question: string, parts: ViewParts = {}, objects = SMALL_CLUSTER): string[] {
  return lines(settle(step(question, parts, objects)))
}

function step(question: string, parts: ViewParts = {}, objects = SMALL_CLUSTER): Step {
  const [name, type] = question.split(' ') as [string, string]
  return answerQuestion(viewOfObjects(objects, parts), VANTAGE, { name, type: parseRecordType(type) as RecordType })
}

function lines({ rcode, answer, authority, additional }: Answer): string[] {
  const shown = (mark: string, records: Answer['answer']): string[] =>
    records.map(({ name, ttl, data }) => `${mark}${name} ${ttl} ${data.type} ${dataText(data)}`)
  return [rcode, ...shown('', answer), ...shown('! ', authority), ...shown('+ ', additional)]
}

describe("what each object answers under kubeadm's Corefile", () => {
  const WEB = 'web.default.svc.cluster.local.'
  const DB = 'db.prod.svc.cluster.local.'
  const table: readonly [question: string, answer: readonly string[]][] = [
    [`${WEB} A`, ['NOERROR', `${WEB} 30 A 10.96.50.100`]],
    [`WEB.Default.svc.CLUSTER.local. A`, ['NOERROR', `WEB.Default.svc.CLUSTER.local. 30 A 10.96.50.100`]],
    [`${WEB} AAAA`, ['NOERROR', `! ${SOA}`]],
    [
      `${WEB} SRV`,
      ['NOERROR', `${WEB} 30 SRV 0 50 80 ${WEB}`, `${WEB} 30 SRV 0 50 9100 ${WEB}`, `+ ${WEB} 30 A 10.96.50.100`],
    ],
    [`_http._tcp.${WEB} SRV`, ['NOERROR', `_http._tcp.${WEB} 30 SRV 0 100 80 ${WEB}`, `+ ${WEB} 30 A 10.96.50.100`]],
    [`_ftp._tcp.${WEB} SRV`, ['NXDOMAIN', `! ${SOA}`]],
    [`_http._udp.${WEB} SRV`, ['NXDOMAIN', `! ${SOA}`]],
    [`10-1-0-15.${WEB} A`, ['NOERROR', `10-1-0-15.${WEB} 30 A 10.1.0.15`]],
    ['dual.default.svc.cluster.local. AAAA', ['NOERROR', 'dual.default.svc.cluster.local. 30 AAAA fd00:96::7']],
    [
      '_http._tcp.dual.default.svc.cluster.local. SRV',
      [
        'NOERROR',
        '_http._tcp.dual.default.svc.cluster.local. 30 SRV 0 50 80 dual.default.svc.cluster.local.',
        '+ dual.default.svc.cluster.local. 30 A 10.96.50.7',
        '+ dual.default.svc.cluster.local. 30 AAAA fd00:96::7',
      ],
    ],
    [
      'plain.default.svc.cluster.local. SRV',
      [
        'NOERROR',
        'plain.default.svc.cluster.local. 30 SRV 0 100 80 plain.default.svc.cluster.local.',
        '+ plain.default.svc.cluster.local. 30 A 10.96.50.8',
      ],
    ],
    [`${DB} A`, ['NOERROR', `${DB} 30 A 10.1.0.20`, `${DB} 30 A 10.1.0.21`]],
    [`${DB} AAAA`, ['NOERROR', `${DB} 30 AAAA 2001:db8::`]],
    [`db-0.${DB} A`, ['NOERROR', `db-0.${DB} 30 A 10.1.0.20`]],
    [`db-2.${DB} A`, ['NXDOMAIN', `! ${SOA}`]],
    [`2001-db8--0.${DB} AAAA`, ['NOERROR', `2001-db8--0.${DB} 30 AAAA 2001:db8::`]],
    [
      `_sql._tcp.${DB} SRV`,
      [
        'NOERROR',
        `_sql._tcp.${DB} 30 SRV 0 33 3306 db-0.${DB}`,
        `_sql._tcp.${DB} 30 SRV 0 33 3306 db-1.${DB}`,
        `_sql._tcp.${DB} 30 SRV 0 33 3306 2001-db8--0.${DB}`,
        `+ db-0.${DB} 30 A 10.1.0.20`,
        `+ db-1.${DB} 30 A 10.1.0.21`,
        `+ 2001-db8--0.${DB} 30 AAAA 2001:db8::`,
      ],
    ],
    ['idle.prod.svc.cluster.local. A', ['NXDOMAIN', `! ${SOA}`]],
    ['away.prod.svc.cluster.local. CNAME', ['NOERROR', 'away.prod.svc.cluster.local. 30 CNAME api.example.com.']],
    ['away.prod.svc.cluster.local. TXT', ['NOERROR', `! ${SOA}`]],
    [
      'near.prod.svc.cluster.local. A',
      ['NOERROR', `near.prod.svc.cluster.local. 30 CNAME ${WEB}`, `${WEB} 30 A 10.96.50.100`],
    ],
    ['near.prod.svc.cluster.local. AAAA', ['NOERROR', `! ${SOA}`]],
    ['loop.prod.svc.cluster.local. A', ['NOERROR', `! ${SOA}`]],
    ['10-1-0-40.prod.pod.cluster.local. A', ['NOERROR', '10-1-0-40.prod.pod.cluster.local. 30 A 10.1.0.40']],
    ['10-9-9-9.prod.pod.cluster.local. A', ['NOERROR', '10-9-9-9.prod.pod.cluster.local. 30 A 10.9.9.9']],
    ['10-1-0-040.prod.pod.cluster.local. A', ['NXDOMAIN', `! ${SOA}`]],
    ['10-1-0-40.nowhere.pod.cluster.local. A', ['NXDOMAIN', `! ${SOA}`]],
    ['dns-version.cluster.local. TXT', ['NOERROR', 'dns-version.cluster.local. 30 TXT "1.1.0"']],
    ['cluster.local. SOA', ['NOERROR', SOA]],
    ['nowhere.default.svc.cluster.local. SOA', ['NOERROR', `! ${SOA}`]],
    [
      'cluster.local. NS',
      ['NOERROR', 'cluster.local. 30 NS ns.dns.cluster.local.', '+ ns.dns.cluster.local. 30 A 10.1.9.9'],
    ],
    ['cluster.local. TXT', ['NXDOMAIN', `! ${SOA}`]],
    ['svc.cluster.local. A', ['NOERROR', `! ${SOA}`]],
    ['prod.svc.cluster.local. A', ['NOERROR', `! ${SOA}`]],
    ['nowhere.svc.cluster.local. A', ['NXDOMAIN', `! ${SOA}`]],
    ['web.default.cluster.local. A', ['NXDOMAIN', `! ${SOA}`]],
    [`a.b.c.${WEB} A`, ['NXDOMAIN', `! ${SOA}`]],
    [`${WEB} AXFR`, ['REFUSED']],
    ['100.50.96.10.in-addr.arpa. PTR', ['NOERROR', `100.50.96.10.in-addr.arpa. 30 PTR ${WEB}`]],
    ['20.0.1.10.in-addr.arpa. PTR', ['NOERROR', `20.0.1.10.in-addr.arpa. 30 PTR db-0.${DB}`]],
  ]
  it.each(table)('%s', (question, answer) => {
    expect(ask(question)).toEqual(answer)
  })
})

describe('options of the plugin', () => {
  const corefile = (options: string): ViewParts => ({
    corefile: `. {\n kubernetes cluster.local {\n${options}\n }\n}\n`,
  })
  const WEB = 'web.default.svc.cluster.local. A'
  const table: readonly [options: string, question: string, rcode: string][] = [
    ['', '10-1-0-40.prod.pod.cluster.local. A', 'NXDOMAIN'],
    ['pods verified', '10-1-0-40.prod.pod.cluster.local. A', 'NOERROR'],
    ['pods verified', '10-9-9-9.prod.pod.cluster.local. A', 'NXDOMAIN'],
    ['pods verified', '10-1-0-40.default.pod.cluster.local. A', 'NXDOMAIN'],
    ['namespaces prod', WEB, 'NXDOMAIN'],
    ['namespaces prod default', WEB, 'NOERROR'],
    ['namespace_labels team=shop', WEB, 'NXDOMAIN'],
    ['namespace_labels team=shop', 'db.prod.svc.cluster.local. A', 'NOERROR'],
    ['labels app=web', WEB, 'NXDOMAIN'],
    ['noendpoints', 'db.prod.svc.cluster.local. A', 'NXDOMAIN'],
    ['noendpoints', WEB, 'NOERROR'],
    ['ignore empty_service', WEB, 'NOERROR'],
    ['ignore empty_service', 'plain.default.svc.cluster.local. A', 'NXDOMAIN'],
  ]
  it.each(table)('%s: %s is %s', (options, question, rcode) => {
    expect(ask(question, corefile(options))[0]).toBe(rcode)
  })

  it('names endpoints by their pods where endpoint_pod_names says so, and no longer by address', () => {
    const objects = [
      namespace('a'),
      service('a/s', { clusterIPs: ['None'], ports: [{ name: 'p', port: 1, protocol: 'TCP' }] }),
      slice('a/s-1', {
        service: 's',
        ports: [{ name: 'p', port: 1, protocol: 'TCP' }],
        endpoints: [
          { addresses: ['10.0.0.1'], targetRef: { kind: 'Pod', name: 's-abc' }, conditions: { ready: true } },
        ],
      }),
    ]
    const parts = corefile('endpoint_pod_names')
    expect(ask('s-abc.s.a.svc.cluster.local. A', parts, objects)[0]).toBe('NOERROR')
    expect(ask('10-0-0-1.s.a.svc.cluster.local. A', parts, objects)[0]).toBe('NXDOMAIN')
  })

  it('caps the TTL of the SOA at 300 seconds, but not its minimum', () => {
    const [, soa] = ask('cluster.local. SOA', corefile('ttl 3600'))
    expect(soa).toBe(
      'cluster.local. 300 SOA ns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 3600',
    )
  })

  it('passes what does not exist on for fallthrough zones only', () => {
    const next =
      '. {\n kubernetes cluster.local in-addr.arpa {\n fallthrough in-addr.arpa\n }\n forward . 192.0.2.1\n}\n'
    expect(step('9.9.9.9.in-addr.arpa. PTR', { corefile: next }).kind).toBe('ask')
    expect(step('nowhere.default.svc.cluster.local. A', { corefile: next }).kind).toBe('answer')
  })
})

describe('what the state does not know', () => {
  it('is a server failure instead of NXDOMAIN until everything was read', () => {
    const parts = { coverage: { Namespace: { status: 'complete' }, Service: { status: 'loading' } } } as const
    expect(ask('nowhere.default.svc.cluster.local. A', parts)).toEqual([
      'SERVFAIL',
      `! ${SOA.replace(' 30 SOA', ' 5 SOA')}`,
    ])
    expect(ask('web.default.svc.cluster.local. A', parts)[0]).toBe('NOERROR')
  })
})

describe('the server around the plugin', () => {
  it('refuses names that no server block holds', () => {
    expect(ask('example.com. A', { corefile: 'cluster.local {\n kubernetes cluster.local\n}\n' })).toEqual(['REFUSED'])
  })

  it('gives the longest zone the question', () => {
    const corefile = 'cluster.local {\n kubernetes cluster.local {\n ttl 7\n }\n}\n. {\n forward . 192.0.2.1\n}\n'
    expect(ask('web.default.svc.cluster.local. A', { corefile })).toContain(
      'web.default.svc.cluster.local. 7 A 10.96.50.100',
    )
    expect(step('example.com. A', { corefile }).kind).toBe('ask')
  })

  it('asks an upstream for outside names, and keeps the alias of an ExternalName whatever comes back', () => {
    const outside = step('away.prod.svc.cluster.local. A')
    if (outside.kind !== 'ask') throw new Error('an upstream must be asked')
    expect(outside.question).toEqual({ name: 'api.example.com.', type: 'A' })
    const after = outside.resume({ kind: 'failed', reason: 'nobody answered' })
    expect(after.kind === 'answer' && lines(after.answer)).toEqual([
      'NOERROR',
      'away.prod.svc.cluster.local. 30 CNAME api.example.com.',
    ])
  })

  it('says what it may not ask', () => {
    expect(settle(step('example.com. A')).undecidable).toBe('upstream')
  })
})

describe('reasons', () => {
  const reasons = (question: string, scope = FULL_SCOPE): string[] => {
    const [name, type] = question.split(' ') as [string, RecordType]
    const answer = settle(answerQuestion(viewOfObjects(SMALL_CLUSTER), VANTAGE, { name, type }, scope))
    return (answer.reasons ?? []).map(({ code, suggestion }) =>
      suggestion === undefined ? code : `${code} -> ${suggestion}`,
    )
  }

  it.each([
    ['web.default.svc.cluster.local. A', ['cluster-ip']],
    ['db.prod.svc.cluster.local. A', ['headless']],
    ['db-0.db.prod.svc.cluster.local. A', ['endpoint']],
    ['web.default.svc.cluster.local. AAAA', ['no-data']],
    ['100.50.96.10.in-addr.arpa. PTR', ['reverse']],
    [
      'web.prod.svc.cluster.local. A',
      ['looked-for-service', 'no-such-service', 'exists-in-other-namespace -> web.default.svc.cluster.local.'],
    ],
    ['wbe.default.svc.cluster.local. A', ['looked-for-service', 'no-such-service -> web.default.svc.cluster.local.']],
    [
      'web.defualt.svc.cluster.local. A',
      ['looked-for-service', 'no-such-namespace', 'exists-in-other-namespace -> web.default.svc.cluster.local.'],
    ],
    ['idle.prod.svc.cluster.local. A', ['looked-for-service', 'no-ready-endpoints']],
    ['_ftp._tcp.web.default.svc.cluster.local. SRV', ['looked-for-service', 'no-such-port']],
    ['web.default.cluster.local. A', ['no-such-form']],
  ])('%s', (question, codes) => {
    expect(reasons(question)).toEqual(codes)
  })

  it('never name what lies outside the scope', () => {
    expect(reasons('web.prod.svc.cluster.local. A', { all: false, namespaces: ['prod'] })).toEqual([
      'looked-for-service',
      'no-such-service',
    ])
  })

  it('are not made unless asked for', () => {
    const answer = settle(
      answerQuestion(viewOfObjects(SMALL_CLUSTER), VANTAGE, { name: 'web.default.svc.cluster.local.', type: 'A' }),
    )
    expect(answer.reasons).toBeUndefined()
  })
})

describe('older releases', () => {
  it('know only the first address of a pod before 1.15.0', () => {
    const objects = [namespace('a'), pod('a/p', ['10.0.0.5', 'fd00::5'])]
    const corefile = '. {\n kubernetes cluster.local {\n pods verified\n }\n}\n'
    expect(ask('fd00--5.a.pod.cluster.local. AAAA', { corefile, version: '1.14.0' }, objects)[0]).toBe('NXDOMAIN')
    expect(ask('fd00--5.a.pod.cluster.local. AAAA', { corefile }, objects)[0]).toBe('NOERROR')
  })
})
