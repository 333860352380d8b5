import ipaddr from 'ipaddr.js'

/** Which of the two address families an address belongs to. */
export type AddressFamily = 'IPv4' | 'IPv6'

/**
 * A key under which equal addresses are equal: the 32-bit number of an IPv4 address (integer keys are the cheapest in the
 * hot maps), the canonical text (RFC 5952) of an IPv6 address.
 */
export type AddressKey = number | string

/**
 * An IPv6 address that is canonical beyond doubt: `::` for at least two groups, and no other group zero or with a leading zero.
 * Most are written so; to see that costs a twentieth of parsing them.
 */
const PLAIN_IPV6 =
  /^(?=(?:[^:]*:){2,6}[^:]*$)(?:[1-9a-f][\da-f]{0,3}(?::[1-9a-f][\da-f]{0,3})*)?::(?:[1-9a-f][\da-f]{0,3}(?::[1-9a-f][\da-f]{0,3})*)?$/

/** The family of an address as written, or `undefined` for a text that is no address. Zone indices (`%eth0`) are refused. */
export function addressFamily(text: string): AddressFamily | undefined {
  if (ipv4Number(text) !== undefined) return 'IPv4'
  return isIpv6(text) ? 'IPv6' : undefined
}

/** The key of an address as written in any valid form, or `undefined` for a text that is no address. */
export function addressKey(text: string): AddressKey | undefined {
  const number = ipv4Number(text)
  if (number !== undefined) return number
  if (PLAIN_IPV6.test(text)) return text
  return isIpv6(text) ? ipaddr.IPv6.parse(text).toRFC5952String() : undefined
}

/** The canonical text of an address (dotted quad; RFC 5952), or `undefined` for a text that is no address. */
export function canonicalAddress(text: string): string | undefined {
  const key = addressKey(text)
  return key === undefined ? undefined : keyText(key)
}

/** The canonical text of an address key. */
export function keyText(key: AddressKey): string {
  if (typeof key === 'string') return key
  return `${key >>> 24}.${(key >>> 16) & 255}.${(key >>> 8) & 255}.${key & 255}`
}

/** The octets of an address (4 or 16). The text must be a valid address. */
export function addressBytes(text: string): Uint8Array {
  const number = ipv4Number(text)
  if (number !== undefined)
    return Uint8Array.of(number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255)
  return Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray())
}

/** The canonical text of 4 or 16 octets. */
export function bytesText(octets: Uint8Array): string {
  const address = ipaddr.fromByteArray([...octets])
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString()
}

/**
 * The 32-bit number of a dotted quad, or `undefined`. Written out because it stands on the path of every endpoint:
 * leading zeros, signs and short forms are refused, as Kubernetes and `inet_pton` do.
 */
function ipv4Number(text: string): number | undefined {
  const length = text.length
  if (length < 7 || length > 15) return undefined
  let number = 0
  let octet = -1
  let octets = 0
  for (let i = 0; i <= length; i++) {
    const code = i === length ? 0x2e : text.charCodeAt(i)
    if (code === 0x2e) {
      if (octet < 0) return undefined
      number = number * 256 + octet
      octet = -1
      octets++
    } else {
      const digit = code - 0x30
      if (digit < 0 || digit > 9 || octet === 0) return undefined
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return undefined
    }
  }
  return octets === 4 ? number : undefined
}

function isIpv6(text: string): boolean {
  if (PLAIN_IPV6.test(text)) return true
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)
}
