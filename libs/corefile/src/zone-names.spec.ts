import { parseNetwork } from '#libs/ip-address'
import { describe, expect, it } from 'vitest'
import { reverseZones, splitZoneArgument } from './zone-names.js'

describe('reverseZones', () => {
  it.each([
    ['10.0.0.0/8', ['10.in-addr.arpa.']],
    ['10.0.0.0/15', ['0.10.in-addr.arpa.', '1.10.in-addr.arpa.']],
    ['192.168.1.1/23', ['0.168.192.in-addr.arpa.', '1.168.192.in-addr.arpa.']],
    ['10.129.60.0/22', [60, 61, 62, 63].map((octet) => `${octet}.129.10.in-addr.arpa.`)],
    ['10.1.2.3/32', ['3.2.1.10.in-addr.arpa.']],
    ['0.0.0.0/0', ['in-addr.arpa.']],
    ['2001:db8::/32', ['8.b.d.0.1.0.0.2.ip6.arpa.']],
    ['2001:db8::/31', ['8.b.d.0.1.0.0.2.ip6.arpa.', '9.b.d.0.1.0.0.2.ip6.arpa.']],
    ['2001:db8::/29', ['8', '9', 'a', 'b', 'c', 'd', 'e', 'f'].map((nibble) => `${nibble}.b.d.0.1.0.0.2.ip6.arpa.`)],
  ])('covers %s', (range, expected) => {
    expect(reverseZones(parseNetwork(range) as NonNullable<ReturnType<typeof parseNetwork>>)).toEqual(expected)
  })

  it('makes 128 zones of a /17', () => {
    expect(splitZoneArgument('10.0.128.0/17')).toMatchObject({ zones: { length: 128, 0: '128.0.10.in-addr.arpa.' } })
  })
})
