import type { NameMatch } from '#libs/corefile'
import { compilePattern } from '../../pattern.js'

/** Tells whether a name (lower case) is one that a rule is about. */
export function nameMatcher({
  match,
  from,
}: {
  readonly match: NameMatch
  readonly from: string
}): (name: string) => boolean {
  switch (match) {
    case 'exact':
      return (name) => name === from
    case 'prefix':
      return (name) => name.startsWith(from)
    case 'suffix':
      return (name) => name.endsWith(from)
    case 'substring':
      return (name) => name.includes(from)
    case 'regex': {
      const pattern = compilePattern(from)
      return (name) => pattern.test(name)
    }
  }
}

/** The longest text that can be a name: 255 octets, each written as an escape. What grows beyond it is no name any more. */
const LONGEST_NAME = 1020

/**
 * A text with `{0}`, `{1}` and so on replaced by the groups of a match, one number after the other, as CoreDNS does: a group that
 * contains `{2}` takes part, too, so that groups could multiply.
 */
export function withGroups(text: string, groups: readonly string[]): string {
  return groups.reduce((filled, value, group) => replaceAll(filled, `{${group}}`, value), text)
}

/** All occurrences replaced. What becomes too long is cut, and still too long for a name: the work is bounded. */
export function replaceAll(text: string, from: string, to: string): string {
  if (!text.includes(from)) return text
  return text
    .slice(0, 4 * LONGEST_NAME)
    .split(from)
    .join(to.slice(0, LONGEST_NAME + 1))
    .slice(0, LONGEST_NAME + 1)
}
