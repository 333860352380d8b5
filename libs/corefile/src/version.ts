/** The newest CoreDNS release that Namescope knows, and the one assumed when a cluster's can't be read. */
export const NEWEST_VERSION = '1.15.0'

/**
 * CoreDNS's version from an image's tag: `v1.11.4`, `1.11.4`, `v1.11.4-eksbuild.2`, also with the image's name ahead
 * (`registry.k8s.io/coredns/coredns:v1.11.4`). `undefined` for digests, `latest` and tags of other forms.
 */
export function parseCoreDnsVersion(image: string): string | undefined {
  const withoutDigest = image.replace(/@.*$/s, '')
  const tag = /(?:^|:)v?(\d{1,4}\.\d{1,4}\.\d{1,4})(?:[-+_.][0-9A-Za-z._+-]*)?$/.exec(withoutDigest)
  return tag?.[1]
}

/** True when a version (`major.minor.patch`) is the other one or newer. */
export function versionAtLeast(version: string, other: string): boolean {
  const left = version.split('.').map(Number)
  const right = other.split('.').map(Number)
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
