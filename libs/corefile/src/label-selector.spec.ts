import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLabelSelector } from './label-selector.js'

function canonical(text: string): string | undefined {
  const parsed = parseLabelSelector(text)
  return 'selector' in parsed ? parsed.selector.text : undefined
}

describe('parseLabelSelector', () => {
  it.each([
    ['', ''],
    ['environment=prod', 'environment=prod'],
    ['a == b', 'a=b'],
    ['a in (b)', 'a=b'],
    ['a!=b', 'a!=b'],
    ['a notin ( b )', 'a!=b'],
    [
      'environment in (production, staging, qa),application=nginx',
      'application=nginx,environment in (production,qa,staging)',
    ],
    ['b notin (y,x,x), a', 'a,b notin (x,y)'],
    ['!a,b', '!a,b'],
    ['a>1,b<2', 'a>1,b<2'],
    ['a=', 'a='],
    ['a in (,b)', 'a in (,b)'],
    ['a in ()', 'a='],
    ['in in (in)', 'in=in'],
    ['example.org/Name_1=v.1', 'example.org/Name_1=v.1'],
  ])('reads %j', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  it('gives requirements sorted by key', () => {
    const parsed = parseLabelSelector('z,!y,x in (b,a),w!=1')
    expect('selector' in parsed && parsed.selector.requirements).toEqual([
      { key: 'w', operator: 'NotIn', values: ['1'] },
      { key: 'x', operator: 'In', values: ['a', 'b'] },
      { key: 'y', operator: 'DoesNotExist', values: [] },
      { key: 'z', operator: 'Exists', values: [] },
    ])
  })

  it.each([
    ['a in (b', 'at the end'],
    ['a in b', '"("'],
    ['a,', 'last comma'],
    [',a', 'a label key'],
    ['a b', 'one of ='],
    ['!a=b', '","'],
    ['a=b=c', '","'],
    ['a=(b)', 'a value'],
    ['a>b', 'whole number'],
    ['-a', 'no label key'],
    ['a/b/c', 'no label key'],
    ['UPPER/a', 'no label key'],
    ['a=-b', 'no label value'],
    [`a=${'x'.repeat(64)}`, 'no label value'],
  ])('refuses %j', (text, expected) => {
    const parsed = parseLabelSelector(text)
    expect('reason' in parsed && parsed.reason).toContain(expected)
  })

  it('reads its own text as the same selector', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,3}$/)
    const requirement = fc.oneof(
      word,
      word.map((key) => `!${key}`),
      fc
        .tuple(
          word,
          fc.constantFrom('=', '==', '!=', ' in ', ' notin '),
          fc.array(word, { minLength: 1, maxLength: 3 }),
        )
        .map(([key, operator, values]) =>
          operator.endsWith(' ') ? `${key}${operator}(${values.join(',')})` : `${key}${operator}${values[0]}`,
        ),
    )
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), (requirements) => {
        const text = canonical(requirements.join(' , '))
        expect(text).toBeDefined()
        expect(canonical(text as string)).toBe(text)
      }),
    )
  })
})
