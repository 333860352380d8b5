import { parseNetwork, type Network } from '#libs/ip-address'
import { nameKey, splitLabels, type DomainName } from '#libs/dns-model'

const OCTET = /^(0|[1-9]\d{0,2})$/
const NIBBLE = /^[\da-f]$/
const OCTETS = 4
const NIBBLES = 32

/**
 * The range of addresses whose reverse names lie at or under a name (RFC 1035, section 3.5; RFC 3596, section 2.5). `undefined`
 * for a name that no such name lies under, and for the two roots' parents, which hold both families.
 */
export function reverseNetwork(name: DomainName): Network | undefined {
  const [arpa, tree, ...labels] = splitLabels(nameKey(name)).toReversed()
  if (arpa !== 'arpa') return undefined
  if (tree === 'in-addr' && labels.length <= OCTETS && labels.every((label) => OCTET.test(label))) {
    return parseNetwork(`${padded(labels, OCTETS).join('.')}/${8 * labels.length}`)
  }
  if (tree === 'ip6' && labels.length <= NIBBLES && labels.every((label) => NIBBLE.test(label))) {
    const groups = padded(labels, NIBBLES).join('').match(/.{4}/g) ?? []
    return parseNetwork(`${groups.join(':')}/${4 * labels.length}`)
  }
  return undefined
}

function padded(labels: readonly string[], length: number): string[] {
  return [...labels, ...new Array<string>(length - labels.length).fill('0')]
}
