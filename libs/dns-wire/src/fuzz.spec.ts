import { describe, expect, it } from 'vitest'
import { fuzzWire } from '#test/wire-fuzzer'

describe('any octets whatever', () => {
  // `node dist/bench/dns-wire-fuzz.js` runs ten million.
  it('never crash a decoder, never give an over-long answer, and read the same after being written anew', () => {
    expect(fuzzWire(1, 20_000)).toBeUndefined()
  })
})
