import { RE2JS, RE2JSException } from 're2js'

/** A regular expression in RE2's syntax, compiled: matching takes time linear in the text, whatever the pattern. */
export interface Pattern {
  readonly text: string
  /** True when it matches anywhere in the text. */
  test(text: string): boolean
  /** The first match and its groups (empty where a group took no part); `undefined` when there is none. */
  groups(text: string): string[] | undefined
  /** The numbers of the named groups. */
  readonly names: Readonly<Record<string, number>>
}

/** Compiles a pattern that is known to be valid, as those are that the Corefile's reader has taken. */
export function compilePattern(text: string): Pattern {
  const compiled = RE2JS.compile(text)
  return {
    text,
    test: (subject) => compiled.test(subject),
    groups: (subject) => {
      const matcher = compiled.matcher(subject)
      if (!matcher.find()) return undefined
      return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
    },
    names: compiled.namedGroups(),
  }
}

/** The longest pattern that CoreDNS compiles, in characters. */
const LONGEST = 10_000

/** Compiles any text; `undefined` for one that is no pattern. */
export function tryPattern(text: string): Pattern | undefined {
  if (text.length > LONGEST) return undefined
  try {
    return compilePattern(text)
  } catch (error) {
    if (error instanceof RE2JSException) return undefined
    throw error
  }
}
