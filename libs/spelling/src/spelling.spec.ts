import { describe, expect, it } from 'vitest'
import { nearestSpelling } from './index.js'

describe('nearestSpelling', () => {
  it.each([
    ['wbe', ['web', 'api'], 'web'],
    ['defualt', ['default', 'kube-system'], 'default'],
    ['prodution', ['production', 'default'], 'production'],
    ['paymnet', ['payment', 'payments'], 'payment'],
    ['api', ['app', 'apt'], 'app'],
    ['webs', ['webz', 'web'], 'web'],
    ['webs', ['web', 'webz'], 'web'],
    ['a', ['b'], undefined],
    ['prod', ['default'], undefined],
    ['web', [], undefined],
  ])('%s among %j is %s', (written, words, nearest) => {
    expect(nearestSpelling(written, words)).toBe(nearest)
  })
})
