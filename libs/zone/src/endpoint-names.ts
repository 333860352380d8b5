import type { Endpoint } from '#libs/cluster-model'
import type { Stanza } from './zone.js'

/** Pod names may be longer than a DNS label; such a name is passed over (RFC 1035, section 2.3.4). */
const LONGEST_LABEL = 63
const DASH = 0x2d
/** The bit that an ASCII letter of lower case has beyond its capital. Digits have it too. */
const LOWER_CASE = 0x20

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

/**
 * True when this is the endpoint's name, without letter case; the label is in lower case. A Service may have thousands of endpoints
 * and one of them be asked for, so no names are made of the others' addresses.
 */
export function isNamed(label: string, endpoint: Endpoint, address: string, stanza: Stanza): boolean {
  const isByAddress = endpoint.hostname === undefined && !stanza.plugin.endpointPodNames
  if (isByAddress && !isLike(label, address)) return false
  return endpointName(endpoint, address, stanza).toLowerCase() === label
}

/** Whether all digits of the address stand in the label: from the end, because the addresses of a cluster begin alike. */
function isLike(label: string, address: string): boolean {
  for (let i = address.length - 1; i >= 0; i--) {
    const asked = label.charCodeAt(i)
    if ((address.charCodeAt(i) | LOWER_CASE) !== asked && asked !== DASH) return false
  }
  return true
}

/** `10.0.0.1` as `10-0-0-1`, `2001:db8::` as `2001-db8--0`: a label may not end in a dash (RFC 1123, section 2.1). */
export function dashedAddress(address: string, finalZero: boolean): string {
  const dashed = address.replaceAll('.', '-').replaceAll(':', '-')
  return finalZero && dashed.endsWith('-') ? `${dashed}0` : dashed
}

/** CoreDNS reads conditions.ready alone; absent means ready (EndpointSlice API: "nil should be interpreted as true"). */
export function isReady(endpoint: Endpoint): boolean {
  return endpoint.ready !== false
}
