import { describe, expect, it } from 'vitest'
import { parseDuration } from './duration.js'

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['30s', 30],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['.5s', 0.5],
    ['1500ms', 1.5],
    ['2us', 2e-6],
    ['2\u00b5s', 2e-6],
    ['-5s', -5],
    ['+5s', 5],
    ['30', undefined],
    ['s', undefined],
    ['1d', undefined],
    ['1 s', undefined],
    ['', undefined],
    ['1'.repeat(100_000), undefined],
  ])('reads %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })
})
