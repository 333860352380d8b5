import { describe, expect, it } from 'vitest'
import { firstReleaseOf, pluginOrder } from './plugin-order.js'

/** The plugins whose order shows in answers, as the releases' own lists have them. */
const ANSWERING = [
  'dns64',
  'siit',
  'acl',
  'any',
  'loadbalance',
  'cache',
  'rewrite',
  'autopath',
  'header',
  'minimal',
  'template',
]
const order = (version: string) =>
  pluginOrder(version)
    .filter((name) => ANSWERING.includes(name))
    .join(' ')

describe('pluginOrder', () => {
  it.each([
    ['1.15.0', 'dns64 siit any loadbalance rewrite autopath acl cache header minimal template'],
    ['1.14.7', 'dns64 any loadbalance rewrite autopath acl cache header minimal template'],
    ['1.14.6', 'dns64 any loadbalance cache rewrite acl header autopath minimal template'],
    ['1.14.2', 'dns64 any loadbalance cache rewrite acl header autopath minimal template'],
    ['1.14.1', 'dns64 acl any loadbalance cache rewrite header autopath minimal template'],
    ['1.11.4', 'dns64 acl any loadbalance cache rewrite header autopath minimal template'],
    ['1.8.0', 'dns64 acl any loadbalance cache rewrite autopath template'],
  ])('follows CoreDNS %s', (version, expected) => {
    expect(order(version)).toBe(expected)
  })

  it('has the whole list of a release', () => {
    expect(pluginOrder('1.12.0').join(' ')).toBe(
      'root metadata geoip cancel tls timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus ' +
        'errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite header dnssec autopath minimal template ' +
        'transfer hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami ' +
        'on sign view',
    )
  })

  it('tells the first release of a directive', () => {
    expect([firstReleaseOf('view'), firstReleaseOf('cache'), firstReleaseOf('kubernetai')]).toEqual([
      '1.10.0',
      '1.0.0',
      undefined,
    ])
  })
})
