import { NamescopeError, type ErrorPlace } from '#libs/errors'
import type { Parsed } from './option-type.js'
import { findOption, nearestOption, type Option } from './option-names.js'
import { SCHEMA } from './options.js'

/** One option as it was given somewhere: its text, and how to name the place to the person who wrote it. */
export interface Setting {
  readonly option: Option
  readonly text: string
  /** The option as written there: `dns-address`, `NAMESCOPE_DNS_ADDRESS` or `--dns-address`. */
  readonly written: string
  readonly place: ErrorPlace
}

/**
 * The option of a name as given in one of the ways in.
 * @param spell turns the suggestion into the way's own spelling
 * @throws NamescopeError `invalid-configuration` with the nearest option
 */
export function requireOption(
  name: string,
  written: string,
  place: ErrorPlace,
  spell: (option: Option) => string,
): Option {
  const option = findOption(name)
  if (option !== undefined) return option
  const nearest = nearestOption(name)
  const hint = nearest === undefined ? 'see docs/reference/configuration.md' : `did you mean ${spell(nearest)}?`
  throw new NamescopeError('invalid-configuration', `there is no option ${written}; ${hint}`, place)
}

/**
 * The value of a setting.
 * @throws NamescopeError `invalid-configuration`
 */
export function settingValue({ option, text, written, place }: Setting): unknown {
  const definition = SCHEMA[option.key]
  const parsed: Parsed<unknown> = text.trim() === '' ? { wrong: 'is empty' } : definition.type.parse(text)
  if ('value' in parsed) return parsed.value
  const subject = definition.secret || text.trim() === '' ? written : `${written} "${text}"`
  throw new NamescopeError('invalid-configuration', `${subject} ${parsed.wrong}`, place)
}
