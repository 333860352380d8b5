import { canonicalAddress } from '#libs/ip-address'
import type { GivenFile } from './given-files.js'
import type { NameWeights } from './plugin-settings.js'
import { fault } from './problem.js'
import { zoneName } from './zone-names.js'

const MAX_WEIGHT = 255

type AddressWeight = NameWeights['addresses'][number]

/**
 * The weights of a weight file of loadbalance: a line with a name, then a line with address and weight for each of its
 * addresses.
 * @throws CorefileFault `invalid-file` at the line that is wrong.
 */
export function readWeightFile(file: GivenFile): NameWeights[] {
  const names = new Map<string, AddressWeight[]>()
  let current: AddressWeight[] | undefined
  file.text.split('\n').forEach((line, i) => {
    const fields = line.trim().split(/\s+/)
    if (fields[0] === '' || fields[0]?.startsWith('#') === true) return
    const place = { file: file.name, line: i + 1, column: line.search(/\S/) + 1 }
    const name = fields.length === 1 ? nameOf(fields[0] as string) : undefined
    if (name !== undefined) {
      current = names.get(name) ?? []
      names.set(name, current)
      return
    }
    const weight = weightOf(fields)
    if (weight === undefined || current === undefined) {
      const right = `a name on a line of its own, or an address and its weight (1 to ${MAX_WEIGHT}) below a name`
      throw fault('invalid-file', `"${line.trim().slice(0, 80)}" should be ${right}.`, place)
    }
    current.push(weight)
  })
  return [...names].map(([name, addresses]) => ({ name, addresses }))
}

function nameOf(text: string): string | undefined {
  const name = zoneName(text)
  return 'zone' in name && canonicalAddress(text) === undefined ? name.zone : undefined
}

function weightOf(fields: readonly string[]): AddressWeight | undefined {
  const [first, second, surplus] = fields as [string, string | undefined, string | undefined]
  const address = canonicalAddress(first)
  const weight = /^\d{1,3}$/.test(second ?? '') ? Number(second) : 0
  if (address === undefined || surplus !== undefined || weight < 1 || weight > MAX_WEIGHT) return undefined
  return { address, weight }
}
