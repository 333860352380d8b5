import { networkInterfaces } from 'node:os'

/** Without `%eth0`. */
export function withoutZoneIndex(address: string): string {
  const at = address.indexOf('%')
  return at < 0 ? address : address.slice(0, at)
}

/**
 * The addresses that a wildcard stands for: every IPv4 address of this machine for `0.0.0.0`, every address for `::`, where
 * sockets that take both families do so too. Link-local ones are left out: nobody asks cluster DNS there, and each interface
 * has one. `undefined` when the address is no wildcard.
 */
export function wildcardAddresses(host: string, localAddresses: () => readonly string[]): string[] | undefined {
  if (host === '0.0.0.0') return localAddresses().filter((address) => !address.includes(':'))
  if (host === '::') return localAddresses().filter((address) => !/^fe[89ab]/i.test(address))
  return undefined
}

/** Every address of every interface, as of now. */
export function addressesOfInterfaces(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
  return [...new Set(addresses.map(({ address }) => address))]
}
