import { nameHash } from './name-hash.js'

const BITS = 5
const MASK = (1 << BITS) - 1
/** Levels that 32 bits of hash lead through. Names that share all of them stand side by side in a node below the last level. */
const LEVELS = 7

/** Whoever may change a node in place: the draft that made it. */
export type Owner = object

/**
 * One node of a hash array mapped trie (Bagwell, "Ideal Hash Trees"). Of the hash's next five bits, those that occur are set in the
 * bitmap; each has two slots, in the order of the bits: a name and its value, or `undefined` and the node below. A node below the
 * last level has no bitmap, only pairs. Every node but the root holds two names or more, so equal contents have equal tries, but
 * for the order of names whose hashes are equal.
 */
export interface Node {
  readonly owner: Owner | undefined
  bitmap: number
  slots: readonly unknown[]
}

export const NO_NAMES: Node = { owner: undefined, bitmap: 0, slots: [] }

/** The value of a name; `undefined` when the trie doesn't hold it. */
export function valueIn(root: Node, hash: number, name: string): unknown {
  let node = root
  let rest = hash
  for (let level = 0; level < LEVELS; level++, rest >>>= BITS) {
    const bit = 1 << (rest & MASK)
    if ((node.bitmap & bit) === 0) return undefined
    const at = slotOf(node.bitmap, bit)
    const there = node.slots[at]
    if (there === name) return node.slots[at + 1]
    if (there !== undefined) return undefined
    node = node.slots[at + 1] as Node
  }
  const at = node.slots.indexOf(name)
  return at === -1 ? undefined : node.slots[at + 1]
}

/**
 * The trie with the value under the name.
 * @param rest what the levels above have left of the hash
 */
export function withName(
  node: Node,
  owner: Owner | undefined,
  level: number,
  rest: number,
  name: string,
  value: unknown,
): Node {
  if (level === LEVELS) {
    const at = node.slots.indexOf(name)
    return at === -1 ? inserted(node, owner, 0, node.slots.length, name, value) : replaced(node, owner, at, name, value)
  }
  const bit = 1 << (rest & MASK)
  const at = slotOf(node.bitmap, bit)
  if ((node.bitmap & bit) === 0) return inserted(node, owner, bit, at, name, value)
  const there = node.slots[at] as string | undefined
  if (there === name) return replaced(node, owner, at, name, value)
  const below = node.slots[at + 1]
  const child =
    there === undefined ? (below as Node) : withName(NO_NAMES, owner, level + 1, hashBelow(there, level), there, below)
  return replaced(node, owner, at, undefined, withName(child, owner, level + 1, rest >>> BITS, name, value))
}

/** The trie without a name that it holds. */
export function withoutName(node: Node, owner: Owner | undefined, level: number, rest: number, name: string): Node {
  if (level === LEVELS) return removed(node, owner, 0, node.slots.indexOf(name))
  const bit = 1 << (rest & MASK)
  const at = slotOf(node.bitmap, bit)
  if (node.slots[at] === name) return removed(node, owner, bit, at)
  const child = withoutName(node.slots[at + 1] as Node, owner, level + 1, rest >>> BITS, name)
  const isPair = child.slots.length === 2 && child.slots[0] !== undefined
  return isPair
    ? replaced(node, owner, at, child.slots[0], child.slots[1])
    : replaced(node, owner, at, undefined, child)
}

/** Each name with its value, in the order of the hashes. */
export function* pairsIn(root: Node): Generator<readonly [name: string, value: unknown]> {
  const left = [root]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    for (let at = 0; at < node.slots.length; at += 2) {
      const name = node.slots[at] as string | undefined
      if (name === undefined) left.push(node.slots[at + 1] as Node)
      else yield [name, node.slots[at + 1]]
    }
  }
}

/** What is left of a name's hash below a level. */
function hashBelow(name: string, level: number): number {
  return nameHash(name) >>> (BITS * (level + 1))
}

/** Two for each of the bitmap's bits below this one: their number is counted in parallel, as no instruction for it is at hand. */
function slotOf(bitmap: number, bit: number): number {
  let bits = bitmap & (bit - 1)
  bits -= (bits >>> 1) & 0x55555555
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f
  return (Math.imul(bits, 0x01010101) >>> 24) * 2
}

/** Arrays are made in their final length: one that grows keeps room that nothing will ever fill. */
function inserted(node: Node, owner: Owner | undefined, bit: number, at: number, name: string, value: unknown): Node {
  const { slots } = node
  const next = new Array<unknown>(slots.length + 2)
  for (let i = 0; i < at; i++) next[i] = slots[i]
  next[at] = name
  next[at + 1] = value
  for (let i = at; i < slots.length; i++) next[i + 2] = slots[i]
  return changed(node, owner, node.bitmap | bit, next)
}

function removed(node: Node, owner: Owner | undefined, bit: number, at: number): Node {
  const { slots } = node
  const next = new Array<unknown>(slots.length - 2)
  for (let i = 0; i < at; i++) next[i] = slots[i]
  for (let i = at + 2; i < slots.length; i++) next[i - 2] = slots[i]
  return changed(node, owner, node.bitmap & ~bit, next)
}

function replaced(node: Node, owner: Owner | undefined, at: number, name: unknown, value: unknown): Node {
  if (owner !== undefined && node.owner === owner) {
    const own = node.slots as unknown[]
    own[at] = name
    own[at + 1] = value
    return node
  }
  const next = node.slots.slice()
  next[at] = name
  next[at + 1] = value
  return changed(node, owner, node.bitmap, next)
}

/** A node that belongs to the draft is changed in place; any other may be part of older maps. */
function changed(node: Node, owner: Owner | undefined, bitmap: number, slots: readonly unknown[]): Node {
  if (owner === undefined || node.owner !== owner) return { owner, bitmap, slots }
  node.bitmap = bitmap
  node.slots = slots
  return node
}
