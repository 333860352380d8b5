import { addressKey, type AddressKey, type Network } from '#libs/ip-address'
import type { RecordType } from '#libs/dns-model'

/** Addresses as unsigned words of 32 bits, one for IPv4 and four for IPv6, so that a range is one comparison of each. */
export interface AddressRange {
  readonly family: Network['family']
  readonly base: readonly number[]
  readonly mask: readonly number[]
}

const WORD = 32
/** A range of up to so many addresses is looked up address by address. */
const FEW = 4096

export function rangeOf({ family, base, prefix }: Network): AddressRange {
  const words = addressWords(addressKey(base) as AddressKey)
  return { family, base: words, mask: words.map((_word, i) => wordMask(prefix - i * WORD)) }
}

function wordMask(bits: number): number {
  if (bits <= 0) return 0
  return bits >= WORD ? 0xffffffff : (0xffffffff << (WORD - bits)) >>> 0
}

/** The words of an address: the key itself for IPv4. */
export function addressWords(key: AddressKey): readonly number[] {
  if (typeof key === 'number') return [key]
  const [head = '', tail] = key.split('::')
  const left = groupsOf(head)
  const right = tail === undefined ? [] : groupsOf(tail)
  const groups = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right]
  return [0, 2, 4, 6].map((i) => (((groups[i] as number) << 16) | (groups[i + 1] as number)) >>> 0)
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}

/** True when the words that begin at `at` lie in the range. */
export function wordsInRange(words: ArrayLike<number>, at: number, { base, mask }: AddressRange): boolean {
  for (let i = 0; i < base.length; i++) {
    if (((words[at + i] as number) & (mask[i] as number)) >>> 0 !== base[i]) return false
  }
  return true
}

/** The types of records that a range of this family can be asked of. */
export function typesOfFamily(family: Network['family']): readonly RecordType[] {
  return family === 'IPv4' ? ['A', 'PTR'] : ['AAAA', 'PTR']
}

/** The part that two ranges share: one of them, because ranges nest or lie apart. `undefined` for none. */
export function sharedNetwork(a: Network, b: Network): Network | undefined {
  const [narrow, wide] = a.prefix >= b.prefix ? [a, b] : [b, a]
  return a.family === b.family && wordsInRange(rangeOf(narrow).base, 0, rangeOf(wide)) ? narrow : undefined
}

/** The keys of a range's addresses where they are few; `undefined` where they are not. */
export function fewKeys({ family, base, prefix }: Network): readonly AddressKey[] | undefined {
  const first = addressKey(base) as AddressKey
  if (typeof first === 'string') return prefix === 128 ? [first] : undefined
  const size = 2 ** (WORD - prefix)
  return family === 'IPv4' && size <= FEW ? Array.from({ length: size }, (_, i) => first + i) : undefined
}
