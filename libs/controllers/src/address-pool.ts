import { addressKey, networkSize, nthAddress, type AddressKey, type Network } from '#libs/ip-address'
import { NamescopeError } from '#libs/errors'
import { hashOf } from './derived-name.js'

/** Network and broadcast addresses, the first host (gateways, the API server's Service) and kubeadm's DNS address are never given. */
const FIRST_GIVEN = 11

/**
 * Gives addresses out of ranges. Where the search begins follows from the asker's name alone, so the same objects get the same
 * addresses in whatever order they are read; only two askers that fall on one place depend on each other, and these are asked in
 * the order of their names.
 */
export class AddressPool {
  readonly #taken: Set<AddressKey>

  constructor(
    private readonly ranges: readonly Network[],
    taken: Iterable<string>,
  ) {
    this.#taken = new Set([...taken].flatMap((address) => addressKey(address) ?? []))
  }

  /** True when the pool has a range of this family. */
  has(family: 'IPv4' | 'IPv6'): boolean {
    return this.ranges.some((range) => range.family === family)
  }

  /** Marks an address as in use. */
  take(address: string): void {
    const key = addressKey(address)
    if (key !== undefined) this.#taken.add(key)
  }

  /**
   * An address of the family that nobody has, for this asker.
   * @throws NamescopeError `limit-exceeded` when the ranges are used up
   */
  give(asker: string, family: 'IPv4' | 'IPv6'): string {
    for (const range of this.ranges) {
      if (range.family !== family) continue
      const usable = networkSize(range) - FIRST_GIVEN - 1
      const start = usable > 0 ? hashOf(`${asker} ${family}`) % usable : 0
      for (let i = 0; i < usable; i++) {
        const address = nthAddress(range, FIRST_GIVEN + ((start + i) % usable))
        const key = addressKey(address) as AddressKey
        if (this.#taken.has(key)) continue
        this.#taken.add(key)
        return address
      }
    }
    const ranges = this.ranges.map(({ base, prefix }) => `${base}/${prefix}`).join(', ')
    throw new NamescopeError(
      'limit-exceeded',
      `No ${family} address is left in ${ranges || 'no range at all'} for ${asker}.`,
    )
  }
}
