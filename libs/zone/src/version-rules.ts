import { versionAtLeast } from '#libs/corefile'

/** What differs between CoreDNS versions in how the kubernetes plugin answers. */
export interface VersionRules {
  /** The most CNAME records that a chain may have: 11 since 1.12.1, before that 8 (seen on 1.11.4 and 1.12.0). */
  readonly longestChain: number
  /** The name of an endpoint whose IPv6 address would end in a dash gets a final 0 (since 1.12.3). */
  readonly finalZeroOfIpv6Names: boolean
  /** Only endpoints with a hostname have reverse names (1.11.4 and 1.12.0). */
  readonly reverseNeedsHostname: boolean
  /** `pods verified` knows every address of status.podIPs (since 1.15.0), not only the first. */
  readonly everyPodAddress: boolean
  /** `*` and `any` stand for every label of a Service name (before 1.9.0). */
  readonly wildcards: boolean
  /** Types without data answer NODATA or NXDOMAIN by existence for TXT too (since 1.10.1); before, TXT was always NXDOMAIN. */
  readonly textByExistence: boolean
  /** An ExternalName answers below an endpoint label too (before 1.10.1). */
  readonly externalNameBelowEndpoint: boolean
}

/** The rules of one version, such as `1.15.0`. */
export function versionRules(version: string): VersionRules {
  const since = (release: string): boolean => versionAtLeast(version, release)
  return {
    longestChain: since('1.12.1') ? 11 : 8,
    finalZeroOfIpv6Names: since('1.12.3'),
    reverseNeedsHostname: since('1.11.4') && !since('1.12.1'),
    everyPodAddress: since('1.15.0'),
    wildcards: !since('1.9.0'),
    textByExistence: since('1.10.1'),
    externalNameBelowEndpoint: !since('1.10.1'),
  }
}
