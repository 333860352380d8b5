import { labelBytes, splitLabels, type DomainName } from '#libs/dns-model'

/** Two octets, the high one first. */
export function uint16(value: number): number[] {
  return [value >>> 8, value & 0xff]
}

/** Four octets, the highest first. */
export function uint32(value: number): number[] {
  return [...uint16(value >>> 16), ...uint16(value & 0xffff)]
}

/** The octets with their number ahead, which must be below 256. */
export function lengthAndOctets(octets: Iterable<number>): number[] {
  const list = [...octets]
  return [list.length, ...list]
}

/** A name as it goes over the wire, not compressed (RFC 1035, section 3.1). */
export function nameOctets(name: DomainName): number[] {
  return [...splitLabels(name).flatMap((label) => lengthAndOctets(labelBytes(label) as Uint8Array)), 0]
}

/** The longest character string (RFC 1035, section 3.3). */
export const MAX_STRING_OCTETS = 255

/** Text as character strings: several where it is too long for one. */
export function characterStrings(octets: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(octets.length / MAX_STRING_OCTETS))
  return Array.from({ length: count }, (_, i) => octets.slice(i * MAX_STRING_OCTETS, (i + 1) * MAX_STRING_OCTETS))
}
