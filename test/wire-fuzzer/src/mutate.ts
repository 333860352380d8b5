import type { Random } from '#test/generator'

const LONGEST = 4096
/** Octets that mean something to a parser: ends, pointers, the highest lengths, unknown label types. */
const TELLING = [0x00, 0x01, 0x0c, 0x29, 0x3f, 0x40, 0x80, 0xc0, 0xc1, 0xff]

type Mutation = (bytes: number[], random: Random) => void

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    if (bytes.length > 0) bytes[random.int(bytes.length)] = random.int(256)
  },
  (bytes, random) => {
    if (bytes.length > 0) bytes[random.int(bytes.length)] = random.pick(TELLING)
  },
  (bytes, random) => {
    bytes.splice(random.int(bytes.length + 1), 0, random.pick(TELLING))
  },
  (bytes, random) => {
    bytes.splice(random.int(bytes.length + 1), 1 + random.int(8))
  },
  (bytes, random) => {
    bytes.length = random.int(bytes.length + 1)
  },
  // A pointer to anywhere nearby.
  (bytes, random) => {
    bytes.splice(random.int(bytes.length + 1), 2, 0xc0, random.int(256))
  },
  // A piece of the message a second time.
  (bytes, random) => {
    const from = random.int(bytes.length + 1)
    bytes.splice(random.int(bytes.length + 1), 0, ...bytes.slice(from, from + random.int(64)))
  },
  // Counts.
  (bytes, random) => {
    if (bytes.length >= 12) bytes[4 + random.int(8)] = random.pick(TELLING)
  },
]

/** A message made of another one by one to six changes; at most 4096 octets. */
export function mutate(seed: Uint8Array, random: Random): Uint8Array {
  const bytes = [...seed]
  const changes = 1 + random.int(6)
  for (let i = 0; i < changes; i++) random.pick(MUTATIONS)(bytes, random)
  return Uint8Array.from(bytes.slice(0, LONGEST))
}
