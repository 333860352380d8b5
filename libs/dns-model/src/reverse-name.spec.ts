import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesText } from '#libs/ip-address'
import { addressOfReverseName, reverseName } from './reverse-name.js'

const NIBBLES_OF_1 = `1.${'0.'.repeat(31)}`

describe('the reverse name', () => {
  it.each([
    ['10.96.0.10', '10.0.96.10.in-addr.arpa.'],
    ['0.0.0.0', '0.0.0.0.in-addr.arpa.'],
    ['::1', `${NIBBLES_OF_1}ip6.arpa.`],
    ['2001:DB8::A', `a.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa.`],
  ])('of %s is %s', (address, name) => {
    expect(reverseName(address)).toBe(name)
  })

  it.each([4, 16])('leads back to the address of %i octets', (length) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (octets) => {
        const address = bytesText(octets)
        expect(addressOfReverseName(reverseName(address))).toBe(address)
        expect(addressOfReverseName(reverseName(address).toUpperCase())).toBe(address)
      }),
    )
  })

  it.each([
    '.',
    'in-addr.arpa.',
    'ip6.arpa.',
    '96.10.in-addr.arpa.',
    '1.10.0.96.10.in-addr.arpa.',
    '256.0.0.10.in-addr.arpa.',
    '01.0.0.10.in-addr.arpa.',
    'a.0.0.10.in-addr.arpa.',
    '10.0.96.10.in-addr.arpa.example.',
    '10.0.96.10.xin-addr.arpa.',
    `${NIBBLES_OF_1.slice(2)}ip6.arpa.`,
    `0.${NIBBLES_OF_1}ip6.arpa.`,
    `g.${NIBBLES_OF_1.slice(2)}ip6.arpa.`,
    `10.${NIBBLES_OF_1.slice(2)}ip6.arpa.`,
    'web.default.svc.cluster.local.',
  ])('is not %s', (name) => {
    expect(addressOfReverseName(name)).toBeUndefined()
  })
})
