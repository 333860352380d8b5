import { NamescopeError } from '#libs/errors'
import { findOption, optionName } from './option-names.js'
import { requireOption, type Setting } from './setting.js'

/** Flags that were given, by name (`dns-address`, or `dnsAddress` as parsers of command lines have it). */
export type Flags = Readonly<Record<string, string | boolean | undefined>>

/**
 * Reads a command line that holds nothing but options: `--name value`, `--name=value`, `--switch`, `--no-switch`.
 * @throws NamescopeError `invalid-configuration` for an unknown flag, a missing value, or a word that is no flag
 */
export function parseFlags(words: readonly string[]): Flags {
  const flags: Record<string, string | boolean> = {}
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const [, negated, name = '', value] = /^--(no-)?([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === '') throw new NamescopeError('invalid-configuration', `"${word}" is not an option`, { field: word })
    if (negated !== undefined && findOption(name)?.isSwitch && value === undefined) {
      flags[name] = false
      continue
    }
    const flag = `--${negated ?? ''}${name}`
    const option = requireOption((negated ?? '') + name, flag, { field: flag }, (nearest) => nearest.flag)
    if (value !== undefined) flags[option.name] = value
    else if (option.isSwitch) flags[option.name] = true
    else if (words[i + 1] !== undefined) flags[option.name] = words[++i]!
    else throw new NamescopeError('invalid-configuration', `${flag} needs a value: ${option.type}`, { field: flag })
  }
  return flags
}

/** @throws NamescopeError `invalid-configuration` for a flag that is no option */
export function flagSettings(flags: Flags): Setting[] {
  const settings: Setting[] = []
  for (const [key, given] of Object.entries(flags)) {
    if (given === undefined) continue
    const written = `--${optionName(key)}`
    const place = { field: written }
    const option = requireOption(optionName(key), written, place, (nearest) => nearest.flag)
    settings.push({ option, text: String(given), written, place })
  }
  return settings
}
