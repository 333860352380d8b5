import { isAtOrUnder, type DomainName } from '#libs/dns-model'
import { canonicalAddress } from '#libs/ip-address'
import type { HostsEntry } from './plugin-settings.js'
import { zoneName } from './zone-names.js'

/**
 * The entries of a hosts file (hosts(5)) as CoreDNS reads it: a zone index of an address is cut off, a line without a valid
 * address is skipped, and so is a name outside the zones or one that is no name.
 */
export function hostsEntries(text: string, zones: readonly DomainName[]): HostsEntry[] {
  return text.split('\n').flatMap((line) => {
    const [first, ...words] = line
      .replace(/#.*$/s, '')
      .trim()
      .split(/[ \t\v\f\r]+/)
    const address = canonicalAddress((first as string).replace(/%.*$/s, ''))
    const names = words.flatMap((word) => namesInside(word, zones))
    return address === undefined || names.length === 0 ? [] : [{ address, names }]
  })
}

function namesInside(word: string, zones: readonly DomainName[]): DomainName[] {
  const name = zoneName(word)
  return 'zone' in name && zones.some((zone) => isAtOrUnder(name.zone, zone)) ? [name.zone] : []
}
