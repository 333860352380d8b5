import { describe, expect, it } from 'vitest'
import { addressKey, type AddressKey } from '#libs/ip-address'
import { EMPTY_STATE, applyChanges, keyOf, type ClusterState, type EndpointSlice } from '../index.js'

function slice(name: string, ...addresses: string[]): EndpointSlice {
  const endpoints = addresses.map((address) => ({ addresses: [address] }))
  const labels = { 'kubernetes.io/service-name': 'web' }
  return { kind: 'EndpointSlice', namespace: 'default', name, labels, addressType: 'IPv4', endpoints }
}

function stateOf(...slices: EndpointSlice[]): ClusterState {
  return applyChanges(
    EMPTY_STATE,
    slices.map((after) => ({ key: keyOf(after), after })),
  )
}

function useIn(state: ClusterState, address: string): unknown {
  return state.addresses.get(addressKey(address) as AddressKey)
}

describe('the use of an address', () => {
  it('is one object for all endpoints of a slice', () => {
    const state = stateOf(slice('web-1', '10.1.0.1', '10.1.0.2'))
    expect(useIn(state, '10.1.0.1')).toBe(useIn(state, '10.1.0.2'))
  })

  it('is its own where another slice has the address too, and shared again when that has gone', () => {
    const both = stateOf(slice('web-1', '10.1.0.1', '10.1.0.2'), slice('web-2', '10.1.0.2'))
    const user = { namespace: 'default', service: 'web' }
    expect(useIn(both, '10.1.0.2')).toMatchObject({
      slices: [
        { ...user, name: 'web-1' },
        { ...user, name: 'web-2' },
      ],
    })
    const gone = slice('web-2', '10.1.0.2')
    const one = applyChanges(both, [{ key: keyOf(gone), before: gone }])
    expect(useIn(one, '10.1.0.2')).toBe(useIn(one, '10.1.0.1'))
  })
})
