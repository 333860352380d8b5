import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, namespace, service, slice, viewOfObjects, type ViewParts } from '#test/fixtures'
import { dataText, parseRecordType, type RecordType } from '#libs/dns-model'
import { answerQuestion, settle, type Vantage } from './index.js'

const VANTAGE: Vantage = { client: { kind: 'anyone' }, transport: 'udp', serverAddresses: ['10.1.9.9'] }

/** The code and the data of the answer. */
function ask(question: string, parts: ViewParts = {}, objects = SMALL_CLUSTER): string[] {
  const [name, type] = question.split(' ') as [string, string]
  const view = viewOfObjects(objects, parts)
  const { rcode, answer } = settle(answerQuestion(view, VANTAGE, { name, type: parseRecordType(type) as RecordType }))
  return [rcode, ...answer.map(({ data }) => dataText(data))]
}

describe('a cluster that is not as it should be', () => {
  it('with one cluster IP for two Services: each has the address, which leads back to the first by namespace and name', () => {
    const at = { clusterIPs: ['10.96.0.9'], ports: [{ port: 80, protocol: 'TCP' }] }
    const objects = [namespace('a'), namespace('b'), service('b/one', at), service('a/two', at), service('a/three', at)]
    for (const order of [objects, objects.toReversed()]) {
      expect(ask('one.b.svc.cluster.local. A', {}, order)).toEqual(['NOERROR', '10.96.0.9'])
      expect(ask('two.a.svc.cluster.local. A', {}, order)).toEqual(['NOERROR', '10.96.0.9'])
      expect(ask('9.0.96.10.in-addr.arpa. PTR', {}, order)).toEqual(['NOERROR', 'three.a.svc.cluster.local.'])
    }
  })

  it('with slices of a Service that is not there: no name leads to their endpoints, though their addresses lead to a name', () => {
    const lost = slice('a/lost-1', { service: 'lost', endpoints: [{ addresses: ['10.1.0.5'], hostname: 'db' }] })
    const objects = [namespace('a'), lost]
    expect(ask('lost.a.svc.cluster.local. A', {}, objects)).toEqual(['NXDOMAIN'])
    expect(ask('db.lost.a.svc.cluster.local. A', {}, objects)).toEqual(['NXDOMAIN'])
    // CoreDNS looks the address up among the slices, and does not ask for their Service.
    expect(ask('5.0.1.10.in-addr.arpa. PTR', {}, objects)).toEqual(['NOERROR', 'db.lost.a.svc.cluster.local.'])
  })

  it('asked for names that nothing can have, and for types that nobody knows', () => {
    expect(ask(`${'a'.repeat(64)}.default.svc.cluster.local. A`)).toEqual(['NXDOMAIN'])
    expect(ask(`${'a.'.repeat(150)}svc.cluster.local. A`)).toEqual(['NXDOMAIN'])
    expect(ask('web.default.svc.cluster.local. TYPE731')).toEqual(['NOERROR'])
    expect(ask('nowhere.default.svc.cluster.local. TYPE731')).toEqual(['NXDOMAIN'])
  })
})

describe('a Corefile that means harm', () => {
  const corefile = (plugin: string): ViewParts => ({ corefile: `.:53 {\n ${plugin}\n kubernetes cluster.local\n}\n` })

  /** With a matcher that backtracks, each of these would take longer than the universe has been there. */
  it.each([
    ['rewrite', 'rewrite name regex ^(([a-z.])+.)+[A-Z]([a-z.])+$ web.default.svc.cluster.local'],
    ['template', 'template ANY ANY cluster.local {\n  match ^(a+)+$\n  rcode REFUSED\n  fallthrough\n }'],
  ])('with an expression in %s that is built to hang is answered like any other', (_plugin, text) => {
    const name = `${'a'.repeat(60)}.${'a'.repeat(60)}.default.svc.cluster.local.`
    expect(ask(`${name} A`, corefile(text))).toEqual(['NXDOMAIN'])
  })

  it('does not open files of the machine that reads it', () => {
    expect(ask('root.example. A', corefile('file /etc/passwd example'))).toEqual(['SERVFAIL'])
    expect(ask('localhost. A', corefile('hosts /etc/hosts'))).toEqual(['SERVFAIL'])
  })
})
