import type { NameMatch } from '#libs/corefile'
import { compilePattern } from '../../pattern.js'
import { replaceAll, withGroups } from './name-match.js'

/** Turns a name into another one; `undefined` when it is not one that the rule is about. */
export type Replacement = (name: string) => string | undefined

/** How a rule of `name` or `cname` makes the new name. */
export function replacementOf(rule: {
  readonly match: NameMatch
  readonly from: string
  readonly to: string
}): Replacement {
  const { match, from, to } = rule
  switch (match) {
    case 'exact':
      return (name) => (name === from ? to : undefined)
    case 'prefix':
      return (name) => (name.startsWith(from) ? to + name.slice(from.length) : undefined)
    case 'suffix':
      return (name) => (name.endsWith(from) ? name.slice(0, name.length - from.length) + to : undefined)
    case 'substring':
      return (name) => (name.includes(from) ? replaceAll(name, from, to) : undefined)
    case 'regex':
      return byPattern(from, to)
  }
}

/** A pattern that matches anywhere replaces the whole name. */
export function byPattern(from: string, to: string): Replacement {
  const pattern = compilePattern(from)
  return (name) => {
    const groups = pattern.groups(name)
    return groups && withGroups(to, groups)
  }
}

/** Maps one name, and the names below it, to another: how a rewritten question is undone in a reply. */
export function remap(from: string, to: string): Replacement {
  return (name) => {
    if (name === from) return to
    return name.endsWith(`.${from}`) ? name.slice(0, name.length - from.length) + to : undefined
  }
}
