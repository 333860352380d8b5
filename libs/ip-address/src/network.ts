import ipaddr from 'ipaddr.js'
import { addressBytes, addressFamily, bytesText } from './ip-address.js'

/** An address range in CIDR form, parsed once. */
export interface Network {
  readonly family: 'IPv4' | 'IPv6'
  /** The range's first address, canonical. */
  readonly base: string
  /** Prefix length in bits: 0 to 32, or 0 to 128. */
  readonly prefix: number
}

/** Reads `10.0.0.0/8` or `fd00::/8`; a bare address is the range of itself. `undefined` for anything else. Host bits are cut. */
export function parseNetwork(text: string): Network | undefined {
  const [address, length, ...rest] = text.split('/')
  const family = address === undefined || rest.length > 0 ? undefined : addressFamily(address)
  if (family === undefined) return undefined
  const widest = family === 'IPv4' ? 32 : 128
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined
  const prefix = length === undefined ? widest : Number(length)
  if (prefix > widest) return undefined
  const cidr = `${address}/${prefix}`
  return family === 'IPv4'
    ? { family, base: ipaddr.IPv4.networkAddressFromCIDR(cidr).toString(), prefix }
    : { family, base: ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String(), prefix }
}

/** True when the address (valid, any form) lies in the range. Families never mix: `::ffff:10.0.0.1` is not in `10.0.0.0/8`. */
export function networkContains(network: Network, address: string): boolean {
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) {
    return network.family === 'IPv4' && parsed.match(ipaddr.IPv4.parse(network.base), network.prefix)
  }
  return network.family === 'IPv6' && parsed.match(ipaddr.IPv6.parse(network.base), network.prefix)
}

/** How many addresses the range has, at most 2^32: derived addresses never need more. */
export function networkSize({ family, prefix }: Network): number {
  return 2 ** Math.min(32, (family === 'IPv4' ? 32 : 128) - prefix)
}

/** The range's nth address (0 is its base, n below `networkSize`), canonical. */
export function nthAddress({ base }: Network, n: number): string {
  const octets = addressBytes(base)
  const last = new DataView(octets.buffer, octets.byteOffset + octets.length - 4)
  last.setUint32(0, last.getUint32(0) + n)
  return bytesText(octets)
}
