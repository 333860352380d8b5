import { addressFamily, addressKey, canonicalAddress } from '#libs/ip-address'
import type { RecordData } from '#libs/dns-model'
import { isHeadless, isReady } from '#libs/zone'
import type { Inquiry } from '../../inquiry.js'
import { serverAddresses } from '../kubernetes/name-server-answer.js'
import { externalAddresses } from './external-places.js'

type AddressData = Extract<RecordData, { readonly address: string }>

/**
 * The addresses by which the server can be reached from outside: the external addresses of the Services in front of it, for
 * headless ones (when asked for) their endpoints; the server's own when no Service stands in front.
 */
export function serverExternalAddresses(inquiry: Inquiry, headless: boolean): AddressData[] {
  const { state } = inquiry.view
  const own = serverAddresses(inquiry)
  const behind = own.flatMap((address) => {
    const key = addressKey(address)
    return key === undefined ? [] : (state.addresses.get(key)?.slices ?? [])
  })
  if (behind.length === 0) return own.flatMap(addressData)
  const addresses = behind.flatMap(({ namespace, service, name }) => {
    const inNamespace = state.namespaces.get(namespace)
    const object = inNamespace?.services.get(service)
    if (object === undefined) return []
    if (!headless || !isHeadless(object)) return externalAddresses(object)
    const endpoints = inNamespace?.slices.get(service)?.get(name)?.endpoints ?? []
    return endpoints.filter(isReady).flatMap((endpoint) => endpoint.addresses)
  })
  return addresses.flatMap(addressData)
}

function addressData(address: string): AddressData[] {
  const family = addressFamily(address)
  if (family === undefined) return []
  return [{ type: family === 'IPv4' ? 'A' : 'AAAA', address: canonicalAddress(address) as string }]
}
