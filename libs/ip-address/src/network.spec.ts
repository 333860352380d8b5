import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKey } from './ip-address.js'
import { networkContains, parseNetwork, type Network } from './network.js'

describe('a network', () => {
  it.each<[string, Network]>([
    ['10.0.0.0/8', { family: 'IPv4', base: '10.0.0.0', prefix: 8 }],
    ['10.1.2.3/8', { family: 'IPv4', base: '10.0.0.0', prefix: 8 }],
    ['10.1.2.3', { family: 'IPv4', base: '10.1.2.3', prefix: 32 }],
    ['0.0.0.0/0', { family: 'IPv4', base: '0.0.0.0', prefix: 0 }],
    ['fd00::/8', { family: 'IPv6', base: 'fd00::', prefix: 8 }],
    ['FD00:0::1/64', { family: 'IPv6', base: 'fd00::', prefix: 64 }],
    ['::1', { family: 'IPv6', base: '::1', prefix: 128 }],
    ['::/0', { family: 'IPv6', base: '::', prefix: 0 }],
  ])('is read from %s', (text, network) => {
    expect(parseNetwork(text)).toEqual(network)
  })

  it.each([
    '',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.256/8',
    '010.0.0.0/8',
    'fd00::/129',
    'fe80::%eth0/64',
    'fd00::/8 ',
    '10.0.0.0/255.0.0.0',
    'example.com/8',
  ])('is not %j', (text) => {
    expect(parseNetwork(text)).toBeUndefined()
  })

  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.128/25', '10.0.0.127', false],
    ['10.0.0.128/25', '10.0.0.128', true],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['10.0.0.0/8', '::ffff:10.0.0.1', false],
    ['0.0.0.0/0', '::1', false],
    ['fd00::/8', 'fdff::1', true],
    ['fd00::/8', 'FC00::1', false],
    ['::/0', '10.0.0.1', false],
  ])('%s contains %s: %s', (range, address, contained) => {
    expect(networkContains(parseNetwork(range) as Network, address)).toBe(contained)
  })

  it('contains what shares its first bits', () => {
    const anyNumber = fc.integer({ min: 0, max: 0xffffffff })
    fc.assert(
      fc.property(anyNumber, anyNumber, fc.integer({ min: 0, max: 32 }), (base, other, prefix) => {
        const network = parseNetwork(`${dotted(base)}/${prefix}`) as Network
        const first = (number: number): number => Math.floor(number / 2 ** (32 - prefix))
        expect(networkContains(network, dotted(other))).toBe(first(base) === first(other))
        expect(networkContains(network, dotted(base))).toBe(true)
        expect(addressKey(network.base)).toBe(first(base) * 2 ** (32 - prefix))
      }),
      { numRuns: 500 },
    )
  })
})

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}
