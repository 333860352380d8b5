import { hashOf } from './random.js'

/** Kubernetes gives generated names suffixes of these characters: no vowels, no look-alikes. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX_LENGTH = 5
const SUFFIXES = SUFFIX_ALPHABET.length ** SUFFIX_LENGTH
/** Prime and no divisor of `SUFFIXES`, so that stepping by it visits every suffix once. */
const SUFFIX_STEP = 8_675_309

const UUID_BITS = Buffer.alloc(16)

const TEAMS = [
  'payments',
  'search',
  'checkout',
  'identity',
  'media',
  'billing',
  'catalog',
  'logistics',
  'risk',
  'growth',
]
const SUBJECTS = [
  'order',
  'user',
  'invoice',
  'price',
  'stock',
  'mail',
  'session',
  'cart',
  'image',
  'report',
  'ledger',
  'quota',
]
const ROLES = [
  'api',
  'worker',
  'gateway',
  'cache',
  'indexer',
  'scheduler',
  'store',
  'frontend',
  'sync',
  'proxy',
  'exporter',
]

/** The suffix of a generated name. Different for every index from 0 to 14 million. */
export function nameSuffix(index: number): string {
  let rest = (index * SUFFIX_STEP + 1) % SUFFIXES
  let suffix = ''
  for (let i = 0; i < SUFFIX_LENGTH; i++) {
    suffix += SUFFIX_ALPHABET[rest % SUFFIX_ALPHABET.length]
    rest = Math.floor(rest / SUFFIX_ALPHABET.length)
  }
  return suffix
}

/** A pod-template-hash: as many names as there are indexes. */
export function templateHash(index: number): string {
  return `${nameSuffix(index)}${nameSuffix(index + 1)}`.slice(0, 9)
}

/** The name of the namespace with this index. */
export function namespaceName(index: number): string {
  return flat(`${TEAMS[index % TEAMS.length]}-${index + 1}`)
}

/** The name of a workload; different for every index. */
export function workloadName(seed: number, index: number): string {
  const hash = hashOf(seed, index)
  return flat(`${SUBJECTS[hash % SUBJECTS.length]}-${ROLES[(hash >>> 8) % ROLES.length]}-${index + 1}`)
}

/** A UUID (version 4 in form) for one object. */
export function uidOf(seed: number, space: number, index: number): string {
  for (let part = 0; part < 4; part++) UUID_BITS.writeUInt32BE(hashOf(seed, space, index, part), 4 * part)
  UUID_BITS[6] = 0x40 | ((UUID_BITS[6] as number) & 0x0f)
  UUID_BITS[8] = 0x80 | ((UUID_BITS[8] as number) & 0x3f)
  const hex = UUID_BITS.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  return flat(parts.join('-'))
}

/** The text in one piece of memory, as a parser would give it: V8 makes ropes of joined texts, several times the size. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
