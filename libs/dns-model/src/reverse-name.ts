import { addressBytes, addressFamily, bytesText } from '#libs/ip-address'
import { nameKey, splitLabels, type DomainName } from './domain-name.js'

const IPV4_SUFFIX = '.in-addr.arpa.'
const IPV6_SUFFIX = '.ip6.arpa.'

/** The name that answers for an address backwards (RFC 1035, section 3.5; RFC 3596, section 2.5). The address must be valid. */
export function reverseName(address: string): DomainName {
  const octets = addressBytes(address)
  if (addressFamily(address) === 'IPv4') return `${[...octets].toReversed().join('.')}${IPV4_SUFFIX}`
  const nibbles = [...octets].flatMap((octet) => [octet >>> 4, octet & 15]).toReversed()
  return `${nibbles.map((nibble) => nibble.toString(16)).join('.')}${IPV6_SUFFIX}`
}

/** The address that a reverse name stands for, canonical; `undefined` when it names no single address. */
export function addressOfReverseName(name: DomainName): string | undefined {
  const key = nameKey(name)
  if (key.endsWith(IPV4_SUFFIX)) {
    const address = splitLabels(key).slice(0, -2).toReversed().join('.')
    return addressFamily(address) === 'IPv4' ? address : undefined
  }
  if (!key.endsWith(IPV6_SUFFIX)) return undefined
  const nibbles = splitLabels(key).slice(0, -2)
  if (nibbles.length !== 32 || !nibbles.every((nibble) => /^[0-9a-f]$/.test(nibble))) return undefined
  const hex = nibbles.toReversed().join('')
  return bytesText(Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)))
}
