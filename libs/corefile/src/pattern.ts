import { RE2JS, RE2JSException } from 're2js'

/** The longest pattern that CoreDNS compiles, in characters. */
const MAX_LENGTH = 10_000

/** What is known of a valid pattern. */
export interface PatternFacts {
  /** The number of its capturing groups. */
  readonly groups: number
}

/** Compiles a regular expression in RE2's syntax (the only one that is matched in linear time), or tells why it is none. */
export function checkPattern(pattern: string): PatternFacts | { readonly reason: string } {
  if (pattern.length > MAX_LENGTH) {
    return { reason: `The pattern has ${pattern.length} characters; at most ${MAX_LENGTH} are allowed.` }
  }
  try {
    return { groups: RE2JS.compile(pattern).groupCount() }
  } catch (error) {
    if (error instanceof RE2JSException) {
      return { reason: `"${pattern.slice(0, 80)}" is no regular expression (RE2 syntax): ${error.message}.` }
    }
    throw error
  }
}

/** The whole match and the groups of a valid pattern's first match in a text; a group that took no part is empty. */
export function matchPattern(pattern: string, text: string): string[] | undefined {
  const matcher = RE2JS.compile(pattern).matcher(text)
  if (!matcher.find()) return undefined
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
}
