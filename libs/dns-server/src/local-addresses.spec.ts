import { describe, expect, it } from 'vitest'
import { addressesOfInterfaces, wildcardAddresses, withoutZoneIndex } from './local-addresses.js'

describe('wildcardAddresses', () => {
  const local = (): string[] => ['127.0.0.1', '10.1.0.5', '::1', 'fd00::5', 'fe80::5', 'FEBF::1']

  it.each([
    ['0.0.0.0', ['127.0.0.1', '10.1.0.5']],
    ['::', ['127.0.0.1', '10.1.0.5', '::1', 'fd00::5']],
    ['127.0.0.1', undefined],
    ['::1', undefined],
  ])('%s', (host, addresses) => {
    expect(wildcardAddresses(host, local)).toEqual(addresses)
  })
})

describe('addresses', () => {
  it('of this machine have loopback among them, each once', () => {
    const addresses = addressesOfInterfaces()
    expect(addresses).toContain('127.0.0.1')
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('lose their zone index', () => {
    expect([withoutZoneIndex('fe80::1%eth0'), withoutZoneIndex('10.0.0.1')]).toEqual(['fe80::1', '10.0.0.1'])
  })
})
