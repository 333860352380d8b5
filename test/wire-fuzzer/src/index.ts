import { Random } from '#test/generator'
import { brokenRule } from './check.js'
import { mutate } from './mutate.js'
import { seedMessages } from './seed-messages.js'

/** A message that broke a rule, and which. */
export interface FuzzFailure {
  readonly rule: string
  readonly hex: string
}

/**
 * Feeds the DNS codec `count` mutated messages. The same seed gives the same messages on every machine.
 * @returns the first failure; `undefined` when there was none. What the codec throws counts as one.
 */
export function fuzzWire(seed: number, count: number): FuzzFailure | undefined {
  const random = new Random(seed)
  const seeds = seedMessages()
  for (let i = 0; i < count; i++) {
    const bytes = mutate(random.pick(seeds), random)
    const rule = ruleBrokenBy(bytes)
    if (rule !== undefined) return { rule, hex: Buffer.from(bytes).toString('hex') }
  }
  return undefined
}

function ruleBrokenBy(bytes: Uint8Array): string | undefined {
  try {
    return brokenRule(bytes)
  } catch (error) {
    return `it throws ${String(error)}`
  }
}
