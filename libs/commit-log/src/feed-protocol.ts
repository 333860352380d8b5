/** The version of the feed's protocol that this Namescope speaks. The codec of commits and states has a version of its own. */
export const FEED_PROTOCOL = '1.0'

/**
 * Whether two versions understand each other: the same major one, and at most one minor apart. A newer minor version only adds
 * (frames, fields) that an older one may pass over.
 */
export function isCompatibleProtocol(theirs: string, ours = FEED_PROTOCOL): boolean {
  const [major, minor] = partsOf(theirs)
  const [ourMajor, ourMinor] = partsOf(ours)
  return major === ourMajor && Math.abs(minor - ourMinor) <= 1
}

function partsOf(version: string): [major: number, minor: number] {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})$/.exec(version) ?? []
  return [Number(major), Number(minor)]
}
