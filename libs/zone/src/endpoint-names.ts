import type { Endpoint } from '#libs/cluster-model'
import type { Stanza } from './zone.js'

/** Pod names may be longer than a DNS label; such a name is passed over (RFC 1035, section 2.3.4). */
const LONGEST_LABEL = 63

/** Digits and dashes: such a hostname may be the name that an address gives. */
export const LIKE_AN_ADDRESS = /^[\da-f]*-[\da-f-]*$/

/**
 * The label by which one address of an endpoint answers below its Service: the endpoint's hostname; with `endpoint_pod_names`
 * the pod's name; else the address with dashes. The address counts as written in the slice, not normalised.
 */
export function endpointName(endpoint: Endpoint, address: string, stanza: Stanza): string {
  return givenName(endpoint, stanza) ?? dashedAddress(address, stanza.rules.finalZeroOfIpv6Names)
}

/** The endpoint's name where it does not follow from its address. */
export function givenName({ hostname, target }: Endpoint, stanza: Stanza): string | undefined {
  if (hostname !== undefined) return hostname
  const pod = stanza.plugin.endpointPodNames ? target?.name : undefined
  return pod !== undefined && pod.length <= LONGEST_LABEL ? pod : undefined
}

/** `10.0.0.1` as `10-0-0-1`, `2001:db8::` as `2001-db8--0`: a label may not end in a dash (RFC 1123, section 2.1). */
export function dashedAddress(address: string, finalZero: boolean): string {
  const dashed = address.replaceAll(/[.:]/g, '-')
  return finalZero && dashed.endsWith('-') ? `${dashed}0` : dashed
}

/** CoreDNS reads conditions.ready alone; absent means ready (EndpointSlice API: "nil should be interpreted as true"). */
export function isReady(endpoint: Endpoint): boolean {
  return endpoint.ready !== false
}
