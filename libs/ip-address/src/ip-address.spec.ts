import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { addressBytes, addressFamily, addressKey, bytesText, canonicalAddress, keyText } from './ip-address.js'

describe('an address', () => {
  it.each([
    ['10.96.0.10', 'IPv4', '10.96.0.10'],
    ['0.0.0.0', 'IPv4', '0.0.0.0'],
    ['255.255.255.255', 'IPv4', '255.255.255.255'],
    ['2001:db8::1', 'IPv6', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', 'IPv6', '2001:db8::1'],
    ['2001:0db8::0001', 'IPv6', '2001:db8::1'],
    ['::', 'IPv6', '::'],
    ['0:0:0:0:0:0:0:0', 'IPv6', '::'],
    ['::1', 'IPv6', '::1'],
    ['2001:db8::', 'IPv6', '2001:db8::'],
    // RFC 5952, section 4.2.2: one group of zeros alone is written out.
    ['2001:db8:0:1:1:1:1:1', 'IPv6', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8::1:1:1:1:1', 'IPv6', '2001:db8:0:1:1:1:1:1'],
    // RFC 5952, section 4.2.3: the longest run goes, the first of equals.
    ['2001:0:0:1:0:0:0:1', 'IPv6', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', 'IPv6', '2001:db8::1:0:0:1'],
    ['1:0::2', 'IPv6', '1::2'],
    ['1::0', 'IPv6', '1::'],
    ['::ffff:10.0.0.1', 'IPv6', '::ffff:a00:1'],
  ])('%s is of family %s and written %s', (text, family, canonical) => {
    expect(addressFamily(text)).toBe(family)
    expect(canonicalAddress(text)).toBe(canonical)
  })

  it.each([
    '',
    'None',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '10.0.0.01',
    '010.0.0.1',
    '10.0.0.',
    '.10.0.0.1',
    '10..0.1',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '+10.0.0.1',
    '0x0a.0.0.1',
    '167772161',
    '10.0.0.1/32',
    '10.0.0.1:53',
    '1111.1.1.1',
    '٤.٤.٤.٤',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '12345::',
    'g::1',
    'fe80::1%eth0',
    '[::1]',
    '::1/128',
    '::ffff:10.0.0.256',
    'example.com',
  ])('is not %j', (text) => {
    expect(addressFamily(text)).toBeUndefined()
    expect(addressKey(text)).toBeUndefined()
    expect(canonicalAddress(text)).toBeUndefined()
  })

  it.each([4, 16])('comes back from its %i octets, and from its key', (length) => {
    fc.assert(
      fc.property(octetsOf(length), (octets) => {
        const text = bytesText(octets)
        expect(addressBytes(text)).toEqual(octets)
        expect(canonicalAddress(text)).toBe(text)
        expect(keyText(addressKey(text) ?? Number.NaN)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it('has one key, however it is written', () => {
    fc.assert(
      fc.property(octetsOf(16), (octets) => {
        const address = new ipaddr.IPv6([...octets])
        const canonical = address.toRFC5952String()
        const written = [address.toNormalizedString(), padded(address), canonical.toUpperCase(), canonical]
        expect(new Set(written.map(addressKey))).toEqual(new Set([canonical]))
      }),
      { numRuns: 500 },
    )
  })

  it('has the 32-bit number as key when it is of IPv4', () => {
    expect(addressKey('0.0.0.0')).toBe(0)
    expect(addressKey('10.0.0.1')).toBe(0x0a000001)
    expect(addressKey('255.255.255.255')).toBe(0xffffffff)
  })
})

/** Octets with many zeros, so that runs of zero groups are common. */
function octetsOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: length, maxLength: length })
    .map((octets) => Uint8Array.from(octets))
}

/** Every group with all its four digits. */
function padded(address: ipaddr.IPv6): string {
  return address.parts.map((group) => group.toString(16).padStart(4, '0')).join(':')
}
