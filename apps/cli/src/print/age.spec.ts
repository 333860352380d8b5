import { describe, expect, it } from 'vitest'
import { ageText, spanText } from './age.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('ageText', () => {
  it.each([
    [0, '0s'],
    [119 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [5 * MINUTE + 30 * SECOND, '5m30s'],
    [10 * MINUTE + 30 * SECOND, '10m'],
    [179 * MINUTE, '179m'],
    [3 * HOUR, '3h'],
    [7 * HOUR + 59 * MINUTE, '7h59m'],
    [8 * HOUR + 30 * MINUTE, '8h'],
    [47 * HOUR, '47h'],
    [2 * DAY, '2d'],
    [7 * DAY + 23 * HOUR, '7d23h'],
    [8 * DAY + 12 * HOUR, '8d'],
    [729 * DAY, '729d'],
    [2 * 365 * DAY + 3 * DAY, '2y3d'],
    [8 * 365 * DAY + 3 * DAY, '8y'],
  ])('shows %d ms as %s', (span, text) => {
    expect(spanText(span)).toBe(text)
  })

  it('says when the object has no creation time', () => {
    expect(ageText(undefined, 0)).toBe('<unknown>')
  })

  it('takes a clock that is a second ahead for no age, and one further ahead for wrong', () => {
    expect(ageText(101, 100_000)).toBe('0s')
    expect(ageText(102, 100_000)).toBe('<invalid>')
  })
})
