import { describe, expect, it } from 'vitest'
import type { Outcome } from '#libs/dns-model'
import { resolvConfText, searchWalk, type ResolvConf } from './index.js'

const CONF: ResolvConf = {
  nameservers: ['10.96.0.10'],
  searches: ['prod.svc.cluster.local.', 'svc.cluster.local.', 'cluster.local.'],
  ndots: 5,
}

/** The names asked when those in `known` answer, shortened to what stands left of the cluster domain. */
function asked(
  name: string,
  known: Readonly<Record<string, Outcome>> = {},
  ndots = 5,
): { names: string[]; end: number } {
  const walk = searchWalk(name, { ...CONF, ndots })
  const names: string[] = []
  let step = walk.next()
  while (!step.done) {
    names.push(step.value.replaceAll('cluster.local', 'Z'))
    step = walk.next(known[step.value] ?? 'NxDomain')
  }
  return { names, end: step.value }
}

describe('searchWalk', () => {
  it.each([
    ['web', { 'web.prod.svc.cluster.local.': 'Answer' }, 5, ['web.prod.svc.Z.'], 0],
    ['web.other', { 'web.other.svc.cluster.local.': 'Answer' }, 5, ['web.other.prod.svc.Z.', 'web.other.svc.Z.'], 1],
    [
      'api.stripe.com',
      { 'api.stripe.com.': 'Answer' },
      5,
      ['api.stripe.com.prod.svc.Z.', 'api.stripe.com.svc.Z.', 'api.stripe.com.Z.', 'api.stripe.com.'],
      3,
    ],
    ['api.stripe.com.', { 'api.stripe.com.': 'Answer' }, 5, ['api.stripe.com.'], 0],
    ['api.stripe.com', { 'api.stripe.com.': 'Answer' }, 2, ['api.stripe.com.'], 0],
    [
      'web.prod.svc.cluster.local',
      { 'web.prod.svc.cluster.local.': 'Answer' },
      5,
      ['web.prod.svc.Z.prod.svc.Z.', 'web.prod.svc.Z.svc.Z.', 'web.prod.svc.Z.Z.', 'web.prod.svc.Z.'],
      3,
    ],
    ['nosuch', {}, 5, ['nosuch.prod.svc.Z.', 'nosuch.svc.Z.', 'nosuch.Z.', 'nosuch.'], 3],
    ['web', { 'web.svc.cluster.local.': 'NoData' }, 5, ['web.prod.svc.Z.', 'web.svc.Z.', 'web.Z.', 'web.'], 1],
    ['a.b', {}, 1, ['a.b.', 'a.b.prod.svc.Z.', 'a.b.svc.Z.', 'a.b.Z.'], 0],
  ] as const)('%s (%j, ndots %i)', (name, known, ndots, names, end) => {
    const shown = asked(name, known, ndots)
    expect(shown.names).toEqual(names)
    expect(shown.end).toBe(end)
  })

  it('leaves out a name that the search domain makes too long', () => {
    const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(45)}`
    expect(asked(long).names).toHaveLength(2)
  })
})

describe('resolvConfText', () => {
  it('writes what containerd writes', () => {
    expect(resolvConfText(CONF)).toBe(
      'search prod.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    )
  })
})
