import { describe, expect, it } from 'vitest'
import { NEWEST_VERSION, parseCoreDnsVersion, versionAtLeast } from './version.js'
import { defaultCorefile } from './default-corefile.js'
import { read } from '../test/reading.js'

describe('parseCoreDnsVersion', () => {
  it.each([
    ['v1.11.4', '1.11.4'],
    ['1.8.0', '1.8.0'],
    ['v1.11.4-eksbuild.2', '1.11.4'],
    ['registry.k8s.io/coredns/coredns:v1.12.0', '1.12.0'],
    ['localhost:5000/coredns:1.9.3-debian', '1.9.3'],
    ['coredns:v1.15.0@sha256:0123', '1.15.0'],
    ['coredns@sha256:0123', undefined],
    ['sha256:0123', undefined],
    ['latest', undefined],
    ['v1.11', undefined],
    ['v1.11.4.5x/y', undefined],
    ['', undefined],
  ])('reads %s', (image, expected) => {
    expect(parseCoreDnsVersion(image)).toBe(expected)
  })
})

describe('versionAtLeast', () => {
  it.each([
    ['1.12.1', '1.12.1', true],
    ['1.12.1', '1.9.4', true],
    ['1.9.4', '1.12.1', false],
    ['2.0.0', '1.99.99', true],
    ['1.12.0', '1.12.1', false],
  ])('%s is at least %s: %s', (version, other, expected) => {
    expect(versionAtLeast(version, other)).toBe(expected)
  })
})

describe('defaultCorefile', () => {
  it.each(['1.8.0', '1.9.4', '1.11.4', NEWEST_VERSION])('is read by CoreDNS %s', (version) => {
    const { settings, problems } = read(defaultCorefile('Cluster.Example.', version), { version })
    expect(problems).toEqual([])
    expect(settings?.servers[0]?.plugins.find((plugin) => plugin.name === 'kubernetes')?.zones).toEqual([
      'cluster.example.',
      'in-addr.arpa.',
      'ip6.arpa.',
    ])
  })
})
