import type { DomainName } from '#libs/dns-model'
import { parseDuration } from '../duration.js'
import { checkPattern } from '../pattern.js'
import { fault } from '../problem.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { versionAtLeast } from '../version.js'
import { splitZoneArgument } from '../zone-names.js'
import type { StanzaContext } from './plugin-form.js'

/** A stanza or a line of its block: a word and its arguments. */
export type Line = Stanza | Property

/** The line's arguments when their number lies in a range; `usage` is the line as it should be written. */
export function argumentsOf(line: Line, least: number, most: number, usage: string): readonly Token[] {
  const count = line.arguments.length
  if (count >= least && count <= most) return line.arguments
  const surplus = line.arguments[most]
  const brace = line.arguments.some((argument) => argument.text === '}')
    ? ' The closing brace needs a line of its own.'
    : ''
  const wrong = surplus === undefined ? `${line.name.text} needs more words` : `"${surplus.text}" is one word too many`
  throw fault('wrong-arguments', `${wrong}; write "${usage}".${brace}`, (surplus ?? line.name).place)
}

/** The line's only argument. */
export function argumentOf(line: Line, usage: string): Token {
  return argumentsOf(line, 1, 1, usage)[0] as Token
}

/** The line's first argument, where CoreDNS does not look at the others. */
export function firstArgumentOf(line: Line, usage: string): Token {
  return argumentsOf(line, 1, Number.POSITIVE_INFINITY, usage)[0] as Token
}

/** @throws CorefileFault `needs-newer-version` when a word is younger than the CoreDNS that reads it. */
export function requireRelease(context: StanzaContext, release: string, what: string, token: Token): void {
  if (versionAtLeast(context.version, release)) return
  throw fault(
    'needs-newer-version',
    `${what} exists since CoreDNS ${release}; this is ${context.version}.`,
    token.place,
  )
}

/** A whole number in a range. `what` names it in the message: `ttl`. */
export function integerOf(token: Token, what: string, least: number, most: number): number {
  const value = /^[+-]?\d{1,15}$/.test(token.text) ? Number(token.text) : Number.NaN
  if (value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  throw fault('invalid-value', `${what} must be a whole number, ${range}, not "${token.text}".`, token.place)
}

/** Seconds of a duration (`30s`, `1h30m`), not negative. */
export function durationOf(token: Token, what: string, most = Number.POSITIVE_INFINITY): number {
  const seconds = parseDuration(token.text)
  if (seconds === undefined || seconds < 0) {
    throw fault(
      'invalid-value',
      `${what} must be a duration with its unit, such as 30s or 1h30m, and not negative; it is "${token.text}".`,
      token.place,
    )
  }
  if (seconds > most) {
    throw fault('invalid-value', `${what} may be at most ${most} seconds, not ${token.text}.`, token.place)
  }
  return seconds
}

/** A regular expression in RE2's syntax, compiled once to see that it is valid. */
export function patternOf(token: Token): { readonly pattern: string; readonly groups: number } {
  const facts = checkPattern(token.text)
  if ('reason' in facts) throw fault('invalid-pattern', facts.reason, token.place)
  return { pattern: token.text, groups: facts.groups }
}

/** One of some words. */
export function choiceOf<T extends string>(token: Token, what: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === token.text)
  if (choice !== undefined) return choice
  throw fault('invalid-value', `${what} must be ${choices.join(', ')}, not "${token.text}".`, token.place)
}

/** One of some words, written in any case. */
export function choiceInAnyCase<T extends string>(token: Token, what: string, choices: readonly T[]): T {
  return choiceOf({ ...token, text: token.text.toLowerCase() }, what, choices)
}

/**
 * The zones that some arguments name; those of the server block when there are none. CoreDNS leaves out, without a word, what
 * is no zone: here that is a warning.
 */
export function zonesOf(tokens: readonly Token[], context: StanzaContext): DomainName[] {
  return tokens.length === 0 ? [...context.blockZones] : tokens.flatMap((token) => namedZones(token, context))
}

/** The zones of a `fallthrough` line: all names when none are given. */
export function fallthroughOf(line: Line, context: StanzaContext): DomainName[] {
  return line.arguments.length === 0 ? ['.'] : line.arguments.flatMap((token) => namedZones(token, context))
}

/** The zones that one argument names: none when it is not valid (with a warning), several for most ranges in CIDR form. */
export function namedZones(token: Token, context: StanzaContext): readonly DomainName[] {
  const split = splitZoneArgument(token.text)
  if (!('reason' in split)) return split.zones
  context.report({
    severity: 'warning',
    code: 'invalid-name',
    message: `CoreDNS leaves "${token.text}" out. ${split.reason}`,
    place: token.place,
  })
  return []
}
