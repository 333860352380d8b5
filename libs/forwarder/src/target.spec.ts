import { describe, expect, it } from 'vitest'
import { nameServers } from './resolv-conf.js'
import { parseTarget, serverText } from './target.js'

describe('parseTarget', () => {
  it.each([
    ['192.0.2.1', { protocol: 'dns', host: '192.0.2.1', port: 53 }],
    ['192.0.2.1:5353', { protocol: 'dns', host: '192.0.2.1', port: 5353 }],
    ['dns://192.0.2.1:5353', { protocol: 'dns', host: '192.0.2.1', port: 5353 }],
    ['2001:db8::1', { protocol: 'dns', host: '2001:db8::1', port: 53 }],
    ['[2001:db8::1]:5353', { protocol: 'dns', host: '2001:db8::1', port: 5353 }],
    ['fe80::1%eth0', { protocol: 'dns', host: 'fe80::1%eth0', port: 53 }],
    ['tls://192.0.2.1', { protocol: 'tls', host: '192.0.2.1', port: 853 }],
    [
      'tls://192.0.2.1%dns.example:10853',
      { protocol: 'tls', host: '192.0.2.1', port: 10853, serverName: 'dns.example' },
    ],
    [
      'tls://[2001:db8::1%dns.example]:853',
      { protocol: 'tls', host: '2001:db8::1', port: 853, serverName: 'dns.example' },
    ],
  ])('reads %s', (text, server) => {
    expect(parseTarget(text)).toEqual({ kind: 'server', server })
  })

  it('takes what has a slash for a file', () => {
    expect(parseTarget('/etc/resolv.conf')).toEqual({ kind: 'file', path: '/etc/resolv.conf' })
  })

  it.each(['https://192.0.2.1', 'quic://192.0.2.1', 'dns.example:53'])('can not use %s', (text) => {
    expect(parseTarget(text)).toEqual({ kind: 'unusable', reason: expect.stringContaining(text) })
  })

  it('is written with brackets where the address has colons', () => {
    expect(serverText({ protocol: 'dns', host: '::1', port: 53 })).toBe('[::1]:53')
    expect(serverText({ protocol: 'tls', host: '192.0.2.1', port: 853 })).toBe('192.0.2.1:853')
  })
})

describe('nameServers', () => {
  it('reads the lines that count', () => {
    const text =
      '# a comment\nsearch a.org\nnameserver 192.0.2.1\n  nameserver\t2001:db8::1 # two\nnameserver nonsense\nnameserver\n'
    expect(nameServers(text).map(serverText)).toEqual(['192.0.2.1:53', '[2001:db8::1]:53'])
  })
})
