import { describe, expect, it } from 'vitest'
import { askUnder } from '../test/ask-under.js'
import type { Client } from './index.js'

/** The value of a metadata label, as a template shows it. */
function label(name: string, question: string, client: Client, options = 'pods verified'): string {
  const corefile = `. {
 metadata
 view inside {
  expr true
 }
 template IN A . {
  answer "{{ .Name }} 60 IN TXT \\"[{{ .Meta \`${name}\` }}]\\""
 }
 geoip /db
 kubernetes cluster.local clusterset.local {
  ${options}
  multicluster clusterset.local
 }
}
`
  const lines = askUnder(corefile, `${question} A`, { vantage: { client } })
  return /\[(.*)\]/.exec(lines[1] ?? '')?.[1] ?? (lines[0] as string)
}

const WORKER: Client = { kind: 'address', address: '10.1.0.40' }
const SERVICE = '_http._tcp.web.default.svc.cluster.local.'

describe('metadata', () => {
  it.each([
    ['view/name', 'x.org.', 'inside'],
    ['view/other', 'x.org.', ''],
    ['nobody/knows', 'x.org.', ''],
    ['geoip/city', 'x.org.', 'undecidable: metadata geoip/city'],
    ['kubernetes/port-name', SERVICE, 'http'],
    ['kubernetes/protocol', SERVICE, 'tcp'],
    ['kubernetes/service', SERVICE, 'web'],
    ['kubernetes/namespace', SERVICE, 'default'],
    ['kubernetes/kind', SERVICE, 'svc'],
    ['kubernetes/endpoint', SERVICE, ''],
    ['kubernetes/endpoint', 'ep.web.default.svc.cluster.local.', 'ep'],
    ['kubernetes/cluster', 'ep.c1.web.default.svc.clusterset.local.', 'c1'],
    ['kubernetes/cluster', SERVICE, ''],
    ['kubernetes/service', '10-1-0-40.prod.pod.cluster.local.', '10-1-0-40'],
    ['kubernetes/kind', '10-1-0-40.prod.pod.cluster.local.', 'pod'],
    ['kubernetes/kind', 'default.svc.cluster.local.', 'svc'],
    ['kubernetes/kind', 'cluster.local.', ''],
    ['kubernetes/parse-error', 'a.b.other.cluster.local.', 'invalid query name'],
    ['kubernetes/parse-error', SERVICE, ''],
    ['kubernetes/service', 'x.org.', ''],
    ['kubernetes/client-namespace', 'x.org.', 'prod'],
    ['kubernetes/client-pod-name', 'x.org.', 'worker'],
    ['kubernetes/client-label/app', 'x.org.', ''],
  ])('%s of %s', (name, question, expected) => {
    expect(label(name, question, WORKER)).toBe(expected)
  })

  it('knows clients with pods verified only', () => {
    expect(label('kubernetes/client-namespace', 'x.org.', WORKER, 'pods insecure')).toBe('')
    expect(label('kubernetes/client-namespace', 'x.org.', { kind: 'address', address: '10.9.9.9' })).toBe('')
    expect(label('kubernetes/client-namespace', 'x.org.', { kind: 'pod', namespace: 'prod', name: 'worker' })).toBe(
      'prod',
    )
    expect(label('kubernetes/client-namespace', 'x.org.', { kind: 'anyone' })).toBe('undecidable: client address')
  })

  it('is collected for the zones of the plugin only', () => {
    const corefile = (zone: string): string =>
      `. {\n metadata ${zone}\n view v {\n expr metadata('view/name') == 'v'\n }\n hosts {\n 10.0.0.1 a.org\n }\n}\n`
    expect(askUnder(corefile('org'), 'a.org. A')[0]).toBe('NOERROR aa')
    expect(askUnder(corefile('net'), 'a.org. A')[0]).toBe('REFUSED')
  })
})
