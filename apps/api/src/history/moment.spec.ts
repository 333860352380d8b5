import { describe, expect, it } from 'vitest'
import { parseMoment, type Moment } from './moment.js'

const NOW = Date.parse('2026-11-23T10:00:00Z')

const MOMENTS: readonly [string | undefined, Moment][] = [
  [undefined, { kind: 'live' }],
  ['2026-11-23T09:30:00Z', { kind: 'time', time: NOW - 30 * 60_000 }],
  ['2026-11-23t09:30:00.250z', { kind: 'time', time: NOW - 30 * 60_000 + 250 }],
  ['2026-11-23T11:00:00+01:00', { kind: 'time', time: NOW }],
  ['2024-02-29T00:00:00Z', { kind: 'time', time: Date.parse('2024-02-29T00:00:00Z') }],
  ['-15m', { kind: 'time', time: NOW - 15 * 60_000 }],
  ['-1d2h3m4s', { kind: 'time', time: NOW - (86_400 + 7200 + 180 + 4) * 1000 }],
  ['1.42', { kind: 'revision', revision: '1.42' }],
  ['before-rollout', { kind: 'snapshot', name: 'before-rollout' }],
  ['snapshot:before-rollout', { kind: 'snapshot', name: 'before-rollout' }],
]

describe('parseMoment', () => {
  it.each(MOMENTS)('reads %s', (text, moment) => {
    expect(parseMoment(text, NOW)).toEqual(moment)
  })

  it.each([
    '',
    '-',
    '15m',
    '-15',
    '-m',
    '-1m1h',
    '-1.5h',
    '2026-11-23',
    '2026-11-23T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-11-23T25:00:00Z',
    'snapshot:',
    '_name',
    '1.42.3',
  ])('refuses "%s", naming the parameter', (text) => {
    expect(() => parseMoment(text, NOW, 'from')).toThrow(
      expect.objectContaining({ code: 'invalid-argument', place: { field: 'from' } }),
    )
  })
})
