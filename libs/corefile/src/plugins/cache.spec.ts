import { describe, expect, it } from 'vitest'
import { plugin, problems } from '../../test/reading.js'

const block = (lines: string) => `cache {\n${lines}\n}`

describe('cache', () => {
  it('has defaults', () => {
    expect(plugin('cache', 'cache')).toEqual({
      name: 'cache',
      zones: ['.'],
      success: { capacity: 9984, maxTtl: 3600, minTtl: 5 },
      denial: { capacity: 9984, maxTtl: 1800, minTtl: 5 },
      servfail: 5,
      disableSuccess: [],
      disableDenial: [],
      keepTtl: false,
    })
  })

  it.each([
    ['cache 30', { zones: ['.'], success: { maxTtl: 30 }, denial: { maxTtl: 30 } }],
    ['cache 30 a.org b.org', { zones: ['a.org.', 'b.org.'], success: { maxTtl: 30 } }],
    ['cache a.org 30', { zones: ['a.org.', '30.'], success: { maxTtl: 3600 } }],
    [
      block('success 100 200 3\ndenial 7'),
      { success: { capacity: 100, maxTtl: 200, minTtl: 3 }, denial: { capacity: 7, maxTtl: 1800 } },
    ],
    [block('prefetch 3 1m 20%'), { prefetch: { amount: 3, duration: 60, percentage: 20 } }],
    [block('prefetch 3'), { prefetch: { amount: 3, duration: 60, percentage: 10 } }],
    [block('serve_stale'), { serveStale: { duration: 3600, refresh: 'immediate' } }],
    [
      block('serve_stale 1h Verify 1s 30s 1m\nserve_stale_policy prefer_positive'),
      { serveStale: { duration: 3600, refresh: 'verify' } },
    ],
    [
      block('serve_stale 1h immediate 30s 1m'),
      { serveStale: { duration: 3600, refresh: 'immediate', responseTtl: 30, failureRecheck: 60 } },
    ],
    [block('servfail 1m'), { servfail: 60 }],
    [block('disable success a.org\ndisable denial'), { disableSuccess: ['a.org.'], disableDenial: ['.'] }],
    [block('keepttl'), { keepTtl: true }],
  ])('reads %j', (stanza, expected) => {
    expect(plugin('cache', stanza)).toMatchObject(expected)
  })

  it('has no prefetch when its amount is 0', () => {
    expect(plugin('cache', block('prefetch 3\nprefetch 0'))).not.toHaveProperty('prefetch')
  })

  it('caps TTLs at an hour before 1.14.4', () => {
    expect(plugin('cache', 'cache 7200', { version: '1.14.3' }).success.maxTtl).toBe(3600)
    expect(plugin('cache', 'cache 7200', { version: '1.14.4' }).success.maxTtl).toBe(7200)
  })

  it.each([
    ['cache 0', 'invalid-value 2:7'],
    ['cache -5', 'invalid-value 2:7'],
    ['cache\ncache', 'repeated-plugin 3:1'],
    [block('success'), 'wrong-arguments 3:1'],
    [block('success a'), 'invalid-value 3:9'],
    [block('success 1 0'), 'invalid-value 3:11'],
    [block('denial 1 1 -1'), 'invalid-value 3:12'],
    [block('prefetch 1 1m 5%'), 'invalid-value 3:15'],
    [block('prefetch 1 1m 50'), 'invalid-value 3:15'],
    [block('prefetch -1'), 'invalid-value 3:10'],
    [block('serve_stale -1h'), 'invalid-value 3:13'],
    [block('serve_stale 1h sometimes'), 'invalid-value 3:16'],
    [block('serve_stale 1h immediate 1s 1s 1s'), 'wrong-arguments 3:32'],
    [block('serve_stale_policy prefer_positive'), 'conflicting-options 3:1'],
    [block('servfail 6m'), 'invalid-value 3:10'],
    [block('disable all'), 'invalid-value 3:9'],
    [block('disable success a..b'), 'invalid-name 3:17'],
    [block('keepttl yes'), 'wrong-arguments 3:9'],
    ['cache { success 5 }', 'invalid-value 2:19'],
  ])('refuses %j', (stanza, expected) => {
    expect(problems(stanza)).toEqual([expected])
  })
})
