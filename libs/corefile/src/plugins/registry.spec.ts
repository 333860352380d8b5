import { describe, expect, it } from 'vitest'
import type { Plugin } from '../index.js'
import { plugin, problems } from '../../test/reading.js'

/** Stanzas and what they are read as; places and the name are left out. */
const READINGS: readonly (readonly [Plugin['name'], string, Readonly<Record<string, unknown>>])[] = [
  ['any', 'any', {}],
  ['minimal', 'minimal', {}],
  ['whoami', 'whoami', {}],
  ['bufsize', 'bufsize', { size: 1232 }],
  ['bufsize', 'bufsize 512', { size: 512 }],
  ['chaos', 'chaos', { version: 'CoreDNS-1.15.0' }],
  ['chaos', 'chaos mine b@x a@x b@x', { version: 'mine', authors: ['a@x', 'b@x'] }],
  ['local', 'local', { localhostPrefix: true }],
  ['local', 'local {\n localhost_prefix off\n}', { localhostPrefix: false }],
  ['local', 'local {\n localhost_prefix off\n}\nlocal', { localhostPrefix: false }],
  ['nsid', 'nsid', {}],
  ['nsid', 'nsid two words', { data: 'two words' }],
  ['metadata', 'metadata a.org', { zones: ['a.org.'] }],
  [
    'bind',
    'bind 10.0.0.1 eth0 {\n except 10.0.0.2\n}\nbind ::1',
    { addresses: ['10.0.0.1', 'eth0', '::1'], except: ['10.0.0.2'] },
  ],
  [
    'view',
    "view inside {\n expr incidr(client_ip(), '10.0.0.0/8')\n expr true\n}",
    { view: 'inside', expressions: ["incidr(client_ip(), '10.0.0.0/8')", 'true'] },
  ],
  [
    'header',
    'header {\n response set ra AA\n query clear rd\n Response Clear ra\n}',
    {
      query: [{ flag: 'rd', value: false }],
      response: [
        { flag: 'ra', value: true },
        { flag: 'aa', value: true },
        { flag: 'ra', value: false },
      ],
    },
  ],
  ['dns64', 'dns64', { prefix: '64:ff9b::/96', translateAll: false, allowIpv4: false }],
  ['dns64', 'dns64 2001:DB8::1/32', { prefix: '2001:db8::/32', translateAll: false, allowIpv4: false }],
  // With a prefix behind its name, the block is not read as one.
  [
    'dns64',
    'dns64 fd00::/32 {\n prefix fd00::/64\n translate_all\n allow_ipv4\n}',
    { prefix: 'fd00::/64', translateAll: false, allowIpv4: false },
  ],
  [
    'dns64',
    'dns64 fd00::/64\ndns64 {\n allow_ipv4\n}\ndns64',
    { prefix: 'fd00::/64', translateAll: false, allowIpv4: true },
  ],
  [
    'dns64',
    'dns64 {\n prefix fd00::/64\n translate_all\n allow_ipv4\n}',
    { prefix: 'fd00::/64', translateAll: true, allowIpv4: true },
  ],
  [
    'transfer',
    'transfer a.org {\n to * 10.0.0.1 10.0.0.2:5353\n to ::1 [::2]:54\n source 10.0.0.9\n}\ntransfer {\n to *\n}',
    {
      transfers: [
        { zones: ['a.org.'], to: ['*', '10.0.0.1:53', '10.0.0.2:5353', '[::1]:53', '[::2]:54'] },
        { zones: ['.'], to: ['*'] },
      ],
    },
  ],
  [
    'acl',
    'acl a.org {\n block type A AAAA net 10.0.0.0/8 ::1\n Filter TYPE * net 192.168.1.7\n allow net * junk\n drop\n}\nacl',
    {
      rules: [
        {
          zones: ['a.org.'],
          policies: [
            { action: 'block', types: ['A', 'AAAA'], networks: ['10.0.0.0/8', '::1/128'] },
            { action: 'filter', types: [], networks: ['192.168.1.7/32'] },
            { action: 'allow', types: [], networks: [] },
            { action: 'drop', types: [], networks: [] },
          ],
        },
        { zones: ['.'], policies: [] },
      ],
    },
  ],
  ['loadbalance', 'loadbalance', { policy: 'round_robin', prefer: [] }],
  [
    'loadbalance',
    'loadbalance round_robin {\n prefer 10.0.0.0/8 fd00::/8\n}',
    { policy: 'round_robin', prefer: ['10.0.0.0/8', 'fd00::/8'] },
  ],
  [
    'loadbalance',
    'loadbalance weighted_round_robin /w {\n reload 1m\n}',
    {
      policy: 'weighted_round_robin',
      prefer: [],
      weights: [
        {
          name: 'a.org.',
          addresses: [
            { address: '10.0.0.1', weight: 3 },
            { address: '::1', weight: 255 },
          ],
        },
        { name: 'b.org.', addresses: [] },
      ],
    },
  ],
  [
    'k8s_external',
    'kubernetes\nk8s_external ext.org',
    { zones: ['ext.org.'], apex: 'dns', ttl: 5, headless: false, fallthrough: [] },
  ],
  [
    'k8s_external',
    'kubernetes\nk8s_external {\n apex ns\n ttl 9\n headless\n fallthrough\n}',
    { zones: ['.'], apex: 'ns', ttl: 9, headless: true, fallthrough: ['.'] },
  ],
  ['autopath', 'autopath @kubernetes', { zones: ['.'], plugin: 'kubernetes' }],
  ['autopath', 'autopath a.org /resolv', { zones: ['a.org.'], search: ['b.org.', 'c.org.'] }],
]

const FILES = {
  '/w': '# weights\na.org\n10.0.0.1 3\n\n ::1 255\nb.org.\n',
  '/bad': 'a.org\n10.0.0.1 0\n',
  '/worse': '10.0.0.1 1\n',
  '/resolv': 'search x.org\nnameserver 1.1.1.1\nsearch B.org c.org\n',
}

describe('the plugins of the registry', () => {
  it.each(READINGS)('reads %s: %j', (name, stanza, expected) => {
    expect(plugin(name, stanza, { files: FILES })).toEqual({ name, ...expected })
  })

  it.each([
    ['any all', 'wrong-arguments 2:5'],
    ['any {\n x\n}', 'unknown-property 3:2'],
    ['minimal now', 'wrong-arguments 2:9'],
    ['whoami me', 'wrong-arguments 2:8'],
    ['bufsize 511', 'invalid-value 2:9'],
    ['bufsize 512 1', 'wrong-arguments 2:13'],
    ['chaos {\n x\n}', 'unknown-property 3:2'],
    ['local on', 'wrong-arguments 2:7'],
    ['local {\n localhost_prefix yes\n}', 'invalid-value 3:19'],
    ['nsid a\nnsid b', 'repeated-plugin 3:1'],
    ['bind', 'wrong-arguments 2:1'],
    ['bind a {\n only b\n}', 'unknown-property 3:2'],
    ['view', 'wrong-arguments 2:1'],
    ['view a {\n expr\n}', 'wrong-arguments 3:2'],
    ['header', 'wrong-arguments 2:1'],
    ['header {\n reply set aa\n}', 'invalid-value 3:2'],
    ['header {\n response set\n}', 'wrong-arguments 3:2'],
    ['header {\n response toggle aa\n}', 'invalid-value 3:11'],
    ['header {\n response set tc\n}', 'invalid-value 3:15'],
    ['dns64 10.0.0.0/8', 'invalid-value 2:7'],
    ['dns64 fd00::/33', 'invalid-value 2:7'],
    ['dns64 {\n translate_all yes\n}', 'wrong-arguments 3:16'],
    ['transfer', 'wrong-arguments 2:1'],
    ['transfer {\n to nobody\n}', 'invalid-value 3:5'],
    ['transfer {\n to *\n source here\n}', 'invalid-value 4:9'],
    ['acl {\n deny\n}', 'unknown-property 3:2'],
    ['acl {\n block A\n}', 'wrong-arguments 3:8'],
    ['acl {\n block type\n}', 'wrong-arguments 3:8'],
    ['acl {\n block type net *\n}', 'wrong-arguments 3:8'],
    ['acl {\n block type a\n}', 'invalid-value 3:13'],
    ['acl {\n block net 10.0.0.0/33\n}', 'invalid-value 3:12'],
    ['loadbalance often', 'invalid-value 2:13'],
    ['loadbalance round_robin x', 'wrong-arguments 2:25'],
    ['loadbalance weighted_round_robin', 'wrong-arguments 2:1'],
    ['loadbalance {\n reload 1m\n}', 'unknown-property 3:2'],
    ['loadbalance {\n prefer 10.0.0.1\n}', 'invalid-value 3:9'],
    ['loadbalance weighted_round_robin /bad', 'invalid-file 2:1'],
    ['loadbalance weighted_round_robin /worse', 'invalid-file 1:1'],
    ['k8s_external a.org', 'missing-plugin 2:1'],
    ['kubernetes\nk8s_external {\n ttl 3601\n}', 'invalid-value 4:6'],
    ['autopath', 'wrong-arguments 2:1'],
  ])('refuses %j', (stanza, expected) => {
    expect(problems(stanza, { files: FILES })).toEqual([expected])
  })

  it.each([
    ['autopath @kubernetes\nkubernetes', 'ineffective 2:1'],
    ['autopath @kubernetes', 'ineffective 2:1'],
    ['autopath @erratic', 'ineffective 2:1'],
    ['autopath /unknown', 'file-not-given 2:10'],
    ['loadbalance weighted_round_robin /unknown', 'file-not-given 2:34'],
    ['view a', 'ineffective 2:1'],
    ['loadbalance\nloadbalance', 'repeated-plugin 3:1'],
  ])('warns about %j', (stanza, expected) => {
    expect(problems(stanza, {}, ['warning'])).toEqual([expected])
  })

  it('uses the first of several stanzas where CoreDNS does', () => {
    expect(plugin('bufsize', 'bufsize 600\nbufsize 700').size).toBe(600)
  })

  it('warns about zones that no question reaches', () => {
    expect(problems('whoami\n}\na.org {\n kubernetes b.org sub.a.org org in-addr.arpa', {}, ['warning'])).toEqual([
      'zone-outside-block 5:2',
      'zone-outside-block 5:2',
    ])
  })
})
