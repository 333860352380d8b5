import { describe, expect, it } from 'vitest'
import { corefileReferences } from './references.js'

const TEXT = `
import custom/*.server
. {
  import /etc/coredns/part
  cache {$TTL}
  file {$ZONES}/db.example example.org
  hosts hosts.txt
  autopath resolv.conf
  loadbalance weighted_round_robin /weights
  auto {
    directory /zones
  }
  tsig {
    secret k {$KEY}
  }
}
`

describe('corefileReferences', () => {
  it('lists variables and files', () => {
    expect(corefileReferences(TEXT)).toEqual({
      environment: [],
      files: ['/etc/coredns/custom/*.server', '/etc/coredns/part'],
      imports: ['/etc/coredns/custom/*.server', '/etc/coredns/part'],
    })
  })

  it('finds more with what was found', () => {
    const files = { '/etc/coredns/part': 'log {$FORMAT}' }
    expect(corefileReferences(TEXT, { files, environment: { ZONES: '/zones' } })).toEqual({
      environment: [
        { name: 'FORMAT', isSecret: false },
        { name: 'KEY', isSecret: true },
        { name: 'TTL', isSecret: false },
        { name: 'ZONES', isSecret: false },
      ],
      files: [
        '/etc/coredns/custom/*.server',
        '/etc/coredns/hosts.txt',
        '/etc/coredns/part',
        '/etc/coredns/resolv.conf',
        '/hosts.txt',
        '/resolv.conf',
        '/weights',
        '/zones/',
        '/zones/db.example',
      ],
      imports: ['/etc/coredns/custom/*.server', '/etc/coredns/part'],
    })
  })
})
