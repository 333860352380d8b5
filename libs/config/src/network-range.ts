import { parseNetwork } from '#libs/ip-address'
import type { OptionType } from './option-type.js'

/** An address range in CIDR form, canonical, its host bits cut. */
export const networkRange: OptionType<string> = {
  name: 'cidr',
  parse: (given) => {
    const network = given.includes('/') ? parseNetwork(given.trim()) : undefined
    return network === undefined
      ? { wrong: 'is not an address range such as 10.96.0.0/12 or fd00:10:96::/112' }
      : { value: `${network.base}/${network.prefix}` }
  },
}
