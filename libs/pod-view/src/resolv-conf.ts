import type { DomainName } from '#libs/dns-model'

/** What a stub resolver reads from /etc/resolv.conf (resolv.conf(5)). */
export interface ResolvConf {
  /** Addresses, in the order they are asked. */
  readonly nameservers: readonly string[]
  /** Absolute, in the order they are tried. */
  readonly searches: readonly DomainName[]
  /** A name with at least so many dots is tried as it is before the search list. */
  readonly ndots: number
}

/** The file as containerd and CRI-O write it: search, nameserver, options, each left out when empty. */
export function resolvConfText({ nameservers, searches, ndots }: ResolvConf): string {
  const lines = [
    ...(searches.length === 0 ? [] : [`search ${searches.map((domain) => domain.replace(/(.)\.$/, '$1')).join(' ')}`]),
    ...nameservers.map((address) => `nameserver ${address}`),
    `options ndots:${ndots}`,
  ]
  return `${lines.join('\n')}\n`
}
