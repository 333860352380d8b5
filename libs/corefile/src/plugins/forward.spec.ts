import { describe, expect, it } from 'vitest'
import { plugin, problems, readStanzas } from '../../test/reading.js'

const block = (lines: string) => `forward . 9.9.9.9 {\n${lines}\n}`

describe('forward', () => {
  it('has defaults', () => {
    expect(plugin('forward', 'forward . /etc/resolv.conf')).toEqual({
      name: 'forward',
      from: '.',
      to: ['/etc/resolv.conf'],
      except: [],
      maxConcurrent: 0,
      policy: 'random',
      forceTcp: false,
      preferUdp: false,
      next: [],
      failover: [],
      expire: 10,
      maxFails: 2,
      healthCheckInterval: 0.5,
    })
  })

  it.each([
    ['except a.org B.org 10.0.0.0/8\nexcept c.org', { except: ['a.org.', 'b.org.', '10.in-addr.arpa.', 'c.org.'] }],
    ['max_concurrent 1000', { maxConcurrent: 1000 }],
    ['policy sequential', { policy: 'sequential' }],
    ['force_tcp\nprefer_udp', { forceTcp: true, preferUdp: true }],
    ['next nxdomain SERVFAIL\nnext_on_nodata', { next: ['NXDOMAIN', 'SERVFAIL', 'NODATA'] }],
    ['failover REFUSED', { failover: ['REFUSED'] }],
    ['expire 1m\nmax_age 2m', { expire: 60 }],
    ['max_fails 0', { maxFails: 0 }],
    [
      'health_check 2s no_rec domain a.org',
      { healthCheckInterval: 2, healthCheckDomain: 'a.org.', healthCheckWithoutRecursion: true },
    ],
    ['tls_servername dns.quad9.net\ntls', { tlsServerName: 'dns.quad9.net' }],
    [
      'resolver 1.1.1.1:53 [::1]:53\nsource_address ::1\nread_timeout 1s\ndoh_method GET\nmax_idle_conns 3',
      { sourceAddress: '::1', readTimeout: 1 },
    ],
    ['max_connect_attempts 3\nfailfast_all_unhealthy_upstreams', { maxConnectAttempts: 3, failsFast: true }],
  ])('reads %j', (lines, expected) => {
    expect(plugin('forward', block(lines))).toMatchObject(expected)
  })

  it.each([
    '1.1.1.1',
    '1.1.1.1:53',
    '::1',
    '[::1]:53',
    'fe80::1%eth0',
    'tls://1.1.1.1%dns.example',
    'tls://9.9.9.9',
    'https://9.9.9.9',
    'quic://[::1]:853',
    'resolver.example.org',
    'dns.example:5353',
    './resolv.conf',
  ])('takes the upstream %s', (upstream) => {
    expect(plugin('forward', `forward . ${upstream}`).to).toEqual([upstream])
  })

  it('keeps one plugin for each stanza', () => {
    const { settings } = readStanzas('forward a.org 1.1.1.1\nforward . 2.2.2.2')
    expect(settings?.servers[0]?.plugins.map((found) => found.name === 'forward' && found.from)).toEqual([
      'a.org.',
      '.',
    ])
  })

  it.each([
    ['forward', 'wrong-arguments 2:1'],
    ['forward .', 'wrong-arguments 2:1'],
    [`forward . ${Array.from({ length: 16 }, (_, i) => `10.0.0.${i}`).join(' ')}`, 'wrong-arguments 2:151'],
    ['forward a..b 1.1.1.1', 'invalid-name 2:9'],
    ['forward . grpc://1.1.1.1', 'invalid-value 2:11'],
    ['forward . https://1.1.1.1/dns-query', 'invalid-value 2:11'],
    ['forward . 1.1.1.1:x', 'invalid-value 2:11'],
    [block('policy best'), 'invalid-value 3:8'],
    [block('max_fails -1'), 'invalid-value 3:11'],
    [block('max_fails 1 2'), 'wrong-arguments 3:13'],
    [block('expire 10'), 'invalid-value 3:8'],
    [block('expire 10s\nmax_age 5s'), 'conflicting-options 4:1'],
    [block('health_check 1s often'), 'invalid-value 3:17'],
    [block('health_check 1s domain'), 'wrong-arguments 3:17'],
    [block('next WRONG'), 'invalid-value 3:6'],
    [block('failover NOERROR'), 'invalid-value 3:1'],
    [block('read_timeout 0s'), 'invalid-value 3:1'],
    [block('resolver here'), 'invalid-value 3:10'],
    [block('source_address here'), 'invalid-value 3:16'],
    [block('spray'), 'unknown-property 3:1'],
  ])('refuses %j', (stanza, expected) => {
    expect(problems(stanza)).toEqual([expected])
  })

  it('knows host names as upstreams since 1.14.4', () => {
    expect(problems('forward . dns.example', { version: '1.14.3' })).toEqual(['invalid-value 2:11'])
  })

  it('warns when a range is more than one zone', () => {
    expect(problems('forward 10.0.0.0/15 1.1.1.1', {}, ['warning'])).toEqual(['ineffective 2:9'])
  })
})
