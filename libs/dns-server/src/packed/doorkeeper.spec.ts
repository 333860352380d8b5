import { describe, expect, it } from 'vitest'
import { Random } from '#test/generator'
import { Doorkeeper } from './doorkeeper.js'

function hashes(count: number, seed: number): number[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => random.int(2 ** 32) | 0)
}

describe('Doorkeeper', () => {
  it('admits what comes for the second time', () => {
    const doorkeeper = new Doorkeeper()
    const seen = hashes(1000, 1)
    for (const hash of seen) doorkeeper.admits(hash)
    expect(seen.every((hash) => doorkeeper.admits(hash))).toBe(true)
  })

  it('turns nearly everything new away, however much comes', () => {
    const doorkeeper = new Doorkeeper()
    const admitted = hashes(200_000, 2).filter((hash) => doorkeeper.admits(hash)).length
    expect(admitted / 200_000).toBeLessThan(0.05)
  })
})
