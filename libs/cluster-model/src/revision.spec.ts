import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRevisions, parseRevision, revisionText, type Revision } from './revision.js'

const anyRevision: fc.Arbitrary<Revision> = fc.record({
  cluster: fc.constant('c'),
  epoch: fc.integer({ min: 1, max: 999_999_999 }),
  number: fc.integer({ min: 0, max: 999_999_999_999_999 }),
})

describe('a revision', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyRevision, (revision) => {
        expect(parseRevision('c', revisionText(revision))).toEqual(revision)
      }),
    )
  })

  it.each([
    '',
    '1',
    '1.',
    '.1',
    '0.1',
    '01.1',
    '1.01',
    '1.-1',
    '-1.1',
    '1.1.1',
    ' 1.1',
    '1.1 ',
    '1.1\n',
    '1,1',
    '1.1e3',
    '١.١',
  ])('is not %j', (text) => {
    expect(() => parseRevision('c', text)).toThrow(
      expect.objectContaining({ code: 'invalid-revision', message: expect.stringContaining('EPOCH.NUMBER') }),
    )
  })

  it.each(['1000000000.1', '1.1000000000000000'])('is not %s, which is out of range', (text) => {
    expect(() => parseRevision('c', text)).toThrow(expect.objectContaining({ code: 'invalid-revision' }))
  })

  it.each([
    ['1.9', '1.10'],
    ['1.10', '2.0'],
    ['9.1', '10.0'],
    ['1.0', '1.1'],
  ])('%s comes before %s', (earlier, later) => {
    const [a, b] = [parseRevision('c', earlier), parseRevision('c', later)]
    expect(compareRevisions(a, b)).toBeLessThan(0)
    expect(compareRevisions(b, a)).toBeGreaterThan(0)
    expect(compareRevisions(a, a)).toBe(0)
  })
})
