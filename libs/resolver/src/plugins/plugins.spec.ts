import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { dataText, type RecordType } from '#libs/dns-model'
import { answerQuestion, settle, type Client } from '../index.js'

/** The answer under a Corefile, as lines. */
function ask(corefile: string, question: string, client: Client = { kind: 'address', address: '10.1.0.40' }): string[] {
  const [name, type] = question.split(' ') as [string, RecordType]
  const view = viewOfObjects(SMALL_CLUSTER, { corefile })
  const step = answerQuestion(view, { client, transport: 'udp', serverAddresses: ['10.1.9.9'] }, { name, type })
  if (step.kind === 'ask') return [`ask ${step.forward.to.join(' ')} ${step.question.name}`]
  const { rcode, answer, authority } = settle(step)
  return [
    rcode,
    ...[...answer, ...authority].map(
      (record) => `${record.name} ${record.ttl} ${record.data.type} ${dataText(record.data)}`,
    ),
  ]
}

const WEB = 'web.default.svc.cluster.local.'
const block = (plugins: string): string => `. {\n${plugins}\n kubernetes cluster.local\n forward . 192.0.2.1\n}\n`

describe('cache, as seen on a released CoreDNS', () => {
  it.each([
    ['cache 30', `${WEB} A`, `${WEB} 5 A 10.96.50.100`],
    ['cache 3', `${WEB} A`, `${WEB} 3 A 10.96.50.100`],
    ['cache 30 {\n success 100 20 10\n}', `${WEB} A`, `${WEB} 10 A 10.96.50.100`],
    ['cache 30 cluster.local', 'dns-version.cluster.local. TXT', 'dns-version.cluster.local. 30 TXT "1.1.0"'],
    ['cache 30 example.org', 'dns-version.cluster.local. TXT', 'dns-version.cluster.local. 28800 TXT "1.1.0"'],
    [
      'cache 30 {\n disable success cluster.local\n}',
      'dns-version.cluster.local. TXT',
      'dns-version.cluster.local. 30 TXT "1.1.0"',
    ],
  ])('%s: %s', (plugins, question, line) => {
    expect(ask(block(plugins), question)).toEqual(['NOERROR', line])
  })
})

describe('small plugins', () => {
  it.each([
    ['any', `${WEB} ANY`, ['NOERROR', `${WEB} 8482 HINFO "ANY obsoleted" "See RFC 8482"`]],
    ['any', `${WEB} A`, ['NOERROR', `${WEB} 5 A 10.96.50.100`]],
    ['hosts {\n 10.9.9.9 own.example\n}', 'OWN.example. A', ['NOERROR', 'own.example. 3600 A 10.9.9.9']],
    ['hosts {\n 10.9.9.9 own.example\n}', 'own.example. AAAA', ['NOERROR']],
    [
      'hosts {\n 10.9.9.9 own.example\n}',
      '9.9.9.10.in-addr.arpa. PTR',
      ['NOERROR', '9.9.9.10.in-addr.arpa. 3600 PTR own.example.'],
    ],
    ['hosts {\n 10.9.9.9 own.example\n}', 'other.example. A', ['SERVFAIL']],
    ['hosts {\n 10.9.9.9 own.example\n fallthrough\n}', 'other.example. A', ['ask 192.0.2.1 other.example.']],
    ['acl {\n block type A net 10.1.0.0/16\n}', `${WEB} A`, ['REFUSED']],
    ['acl {\n block type A net 10.2.0.0/16\n}', `${WEB} A`, ['NOERROR', `${WEB} 5 A 10.96.50.100`]],
    ['acl {\n allow net 10.1.0.40\n block\n}', `${WEB} A`, ['NOERROR', `${WEB} 5 A 10.96.50.100`]],
    ['acl example.org {\n block\n}', `${WEB} A`, ['NOERROR', `${WEB} 5 A 10.96.50.100`]],
    ['acl {\n filter type AAAA\n}', `${WEB} AAAA`, ['NOERROR']],
  ])('%s: %s', (plugins, question, lines) => {
    expect(ask(block(plugins), question)).toEqual(lines)
  })

  it('minimal keeps the SOA of negative answers and drops the glue of positive ones', () => {
    const [, soa] = ask(block('minimal'), 'nowhere.default.svc.cluster.local. A')
    expect(soa).toMatch(/ SOA /)
    const view = viewOfObjects(SMALL_CLUSTER, { corefile: block('minimal') })
    const answer = settle(
      answerQuestion(view, { client: { kind: 'anyone' }, transport: 'udp' }, { name: WEB, type: 'SRV' }),
    )
    expect([answer.answer.length, answer.additional.length]).toEqual([2, 0])
  })

  it('acl drops in silence', () => {
    const view = viewOfObjects(SMALL_CLUSTER, { corefile: block('acl {\n drop\n}') })
    const answer = settle(
      answerQuestion(view, { client: { kind: 'anyone' }, transport: 'udp' }, { name: WEB, type: 'A' }),
    )
    expect(answer.dropped).toBe(true)
  })
})

describe('autopath and k8s_external', () => {
  const autopath =
    '. {\n autopath @kubernetes\n kubernetes cluster.local {\n pods verified\n }\n forward . 192.0.2.1\n}\n'

  it('walks the search path for the asking pod, with a CNAME from the name as asked', () => {
    expect(ask(autopath, 'web.default.prod.svc.cluster.local. A')).toEqual([
      'NOERROR',
      `web.default.prod.svc.cluster.local. 5 CNAME ${WEB}`,
      `${WEB} 5 A 10.96.50.100`,
    ])
    expect(ask(autopath, 'api.example.com.prod.svc.cluster.local. A')).toEqual(['ask 192.0.2.1 api.example.com.'])
  })

  it('leaves clients that are no pods alone', () => {
    const outsider: Client = { kind: 'address', address: '192.0.2.200' }
    expect(ask(autopath, 'web.default.prod.svc.cluster.local. A', outsider)[0]).toBe('NXDOMAIN')
  })

  it('shows nothing without an external address', () => {
    const external = '. {\n k8s_external example.org\n kubernetes cluster.local\n}\n'
    expect(ask(external, 'web.default.example.org. A')[0]).toBe('NXDOMAIN')
    expect(ask(external, 'default.example.org. A')[0]).toBe('NOERROR')
    expect(ask(external, 'example.org. NS')[1]).toBe('example.org. 5 NS ns1.dns.example.org.')
  })
})
