import { describe, expect, it } from 'vitest'
import { keyOf, keyText, type SlimObject } from '#libs/cluster-model'
import { dnsLoad } from './dns-load.js'

const SHAPE = { seed: 3, namespaces: 7, clusterIp: 40, headless: 20, endpoints: [2, 150] } as const

describe('a cluster seen by its DNS', () => {
  const objects = [...dnsLoad(SHAPE)]
  const own = objects.filter(({ namespace }) => !['default', 'kube-system'].includes(namespace))

  it('has what its shape says', () => {
    const services = own.filter((object) => object.kind === 'Service')
    const headless = services.filter(({ clusterIPs }) => clusterIPs[0] === 'None')
    expect([services.length, headless.length]).toEqual([60, 20])
    expect(new Set(services.map(({ namespace }) => namespace)).size).toBe(7)
    const counts = new Map<string, number>()
    for (const object of own) {
      if (object.kind !== 'EndpointSlice') continue
      const service = object.owners?.[0]?.name ?? ''
      counts.set(service, (counts.get(service) ?? 0) + object.endpoints.length)
    }
    expect([...counts.keys()].toSorted()).toEqual(headless.map(({ name }) => name).toSorted())
    for (const count of counts.values()) expect(count).toSatisfy((size: number) => size >= 2 && size <= 150)
  })

  it('has no object and no address twice, and is the same each time', () => {
    const keys = objects.map((object: SlimObject) => keyText(keyOf(object)))
    expect(new Set(keys).size).toBe(keys.length)
    const addresses = own.flatMap((object) => {
      if (object.kind === 'Service') return object.clusterIPs.filter((address) => address !== 'None')
      return object.kind === 'EndpointSlice' ? object.endpoints.flatMap((endpoint) => endpoint.addresses) : []
    })
    expect(new Set(addresses).size).toBe(addresses.length)
    expect([...dnsLoad(SHAPE)]).toEqual(objects)
  })
})
