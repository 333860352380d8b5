import { SCHEMA, type OptionGroup, type OptionKey } from './options.js'

/** One option as people see it, for help texts and the reference page. */
export interface Option {
  readonly key: OptionKey
  /** In the file, and after `--`: `dns-address`. */
  readonly name: string
  /** `NAMESCOPE_DNS_ADDRESS` */
  readonly variable: string
  /** `--dns-address` */
  readonly flag: string
  readonly group: OptionGroup
  /** The form of the value in one or two words: `address:port`. */
  readonly type: string
  readonly default?: string
  /** What stands in for a missing default, in words. */
  readonly otherwise?: string
  /** What it does, in Markdown. */
  readonly doc: string
  /** A flag that may stand without a value. */
  readonly isSwitch: boolean
}

export const VARIABLE_PREFIX = 'NAMESCOPE_'

/** `dnsAddress` and `dns-address` alike become `dns-address`. */
export function optionName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

export const OPTIONS: readonly Option[] = (Object.keys(SCHEMA) as OptionKey[]).map((key) => {
  const { group, type, default: preset, otherwise, doc } = SCHEMA[key]
  const name = optionName(key)
  return {
    key,
    name,
    variable: VARIABLE_PREFIX + name.toUpperCase().replaceAll('-', '_'),
    flag: `--${name}`,
    group,
    type: type.name,
    ...(preset === undefined ? {} : { default: preset }),
    ...(otherwise === undefined ? {} : { otherwise }),
    doc,
    isSwitch: type.name === SCHEMA.strict.type.name,
  }
})

const BY_NAME = new Map(OPTIONS.map((option) => [option.name, option]))

/** The option with a name as in the file, if there is one. */
export function findOption(name: string): Option | undefined {
  return BY_NAME.get(name)
}

/** The option whose name is the fewest typing mistakes away; none when even that one is far off. */
export function nearestOption(name: string): Option | undefined {
  let best: Option | undefined
  let least = Math.floor(name.length / 3) + 1
  for (const option of OPTIONS) {
    const distance = editDistance(name, option.name)
    if (distance < least) [best, least] = [option, distance]
  }
  return best
}

/** How many letters to insert, remove, replace or swap with their neighbour to turn one word into the other. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, beforeLast[column - 2]! + 1)
      }
      current.push(cost)
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[b.length]!
}
