import { versionAtLeast } from '#libs/corefile'

/** What differs between CoreDNS versions in how a zone file answers; taken from its release notes. */
export interface ZoneRules {
  /** A name that no plugin is left for is REFUSED, not SERVFAIL (1.12.3). */
  readonly refusesWithoutNext: boolean
  /** SRV records keep the letters of the file (1.12.3). */
  readonly keepsServiceCase: boolean
  /** An alias of the apex leads to its SOA and NS records (1.14.2). */
  readonly aliasReachesApex: boolean
  /** An alias whose target does not exist is answered with the SOA instead of the NS records (1.14.5). */
  readonly negativeAliasHasSoa: boolean
  /** The addresses that records of a wildcard point to are added (1.14.5). */
  readonly wildcardHasAdditional: boolean
  /** Empty non-terminals stop wildcards, and can be wildcards themselves; zone cuts and addresses count behind aliases (1.14.7). */
  readonly strictClosestEncloser: boolean
  readonly referralAfterAlias: boolean
  readonly aliasHasAdditional: boolean
  /** A CNAME, or a DNAME, that leads to itself is a failure (1.15.0, 1.14.7). */
  readonly selfAliasFails: boolean
  readonly selfDnameFails: boolean
}

export function zoneRules(version: string): ZoneRules {
  const since = (release: string): boolean => versionAtLeast(version, release)
  return {
    refusesWithoutNext: since('1.12.3'),
    keepsServiceCase: since('1.12.3'),
    aliasReachesApex: since('1.14.2'),
    negativeAliasHasSoa: since('1.14.5'),
    wildcardHasAdditional: since('1.14.5'),
    strictClosestEncloser: since('1.14.7'),
    referralAfterAlias: since('1.14.7'),
    aliasHasAdditional: since('1.14.7'),
    selfAliasFails: since('1.15.0'),
    selfDnameFails: since('1.14.7'),
  }
}
