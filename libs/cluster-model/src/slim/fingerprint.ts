/** FNV-1a with 32 bits (draft-eastlake-fnv, section 2): cheap, and even enough over the short texts of slim objects. */
const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193

type RawMap = Readonly<Record<string, unknown>>

/** What stands before the parts of a value, so that `[]`, `{}` and texts of the same characters differ. */
const TEXT = 1
const NUMBER = 2
const WORD = 3
const LIST = 4
const MAP = 5

/** A number of 32 bits, the same for JSON-able values of the same JSON text. Nothing is allocated on the way. */
export function fingerprint(value: unknown, hash: number = OFFSET_BASIS): number {
  if (typeof value === 'string') return withText(hash, value)
  if (typeof value === 'number') return mixed(mixed(hash, NUMBER), value)
  if (typeof value !== 'object' || value === null) return withText(mixed(hash, WORD), String(value))
  if (Array.isArray(value)) {
    let list = mixed(hash, LIST)
    for (const item of value) list = fingerprint(item, list)
    return list
  }
  let map = mixed(hash, MAP)
  for (const field in value) map = fingerprint((value as RawMap)[field], withText(map, field))
  return map
}

/** True for JSON-able values with the same parts. The order of fields does not count: it is told by the fingerprint. */
export function isIdentical(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && isIdenticalList(a, b)
  if (Array.isArray(b)) return false
  let more = 0
  for (const field in a) {
    more++
    if (!isIdentical((a as RawMap)[field], (b as RawMap)[field])) return false
  }
  for (const _field in b) more--
  return more === 0
}

function isIdenticalList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!isIdentical(a[i], b[i])) return false
  return true
}

function withText(hash: number, text: string): number {
  let all = mixed(hash, TEXT)
  for (let i = 0; i < text.length; i++) all = mixed(all, text.charCodeAt(i))
  return all
}

function mixed(hash: number, value: number): number {
  return Math.imul(hash ^ value, PRIME)
}
