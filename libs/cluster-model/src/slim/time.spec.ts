import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeSeconds } from './time.js'

describe('a time', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-01-31T12:00:00Z', 1_769_860_800],
    ['2024-02-29T23:59:59Z', 1_709_251_199],
    ['1969-12-31T23:59:59Z', -1],
    ['2026-01-28T12:00:00.999Z', 1_769_601_600],
    ['2026-01-28T12:00:00+02:00', 1_769_594_400],
    ['0099-01-01T00:00:00Z', -59_042_995_200],
  ])('is read from %s', (text, seconds) => {
    expect(timeSeconds(text)).toBe(seconds)
  })

  it.each([
    '',
    '2026-01-28',
    '2026-01-28T12:00:00',
    '2026-01-28T12:00:00Z ',
    '2026-13-28T12:00:00Z',
    '2026-00-28T12:00:00Z',
    '2026-01-00T12:00:00Z',
    '2026-01-32T12:00:00Z',
    '2026-01-28T25:00:00Z',
    '2026-01-28T12:60:00Z',
    '2026-01-28T12:00:60Z',
  ])('is not %j', (text) => {
    expect(timeSeconds(text)).toBeUndefined()
  })

  it('is the one that Date.parse sees', () => {
    const seconds = fc.integer({ min: Date.UTC(1000, 0) / 1000, max: Date.UTC(9999, 11) / 1000 })
    fc.assert(
      fc.property(seconds, (time) => {
        const text = new Date(time * 1000).toISOString().replace('.000', '')
        expect(timeSeconds(text)).toBe(time)
      }),
      { numRuns: 1000 },
    )
  })
})
