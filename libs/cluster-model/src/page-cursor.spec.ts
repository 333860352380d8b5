import { describe, expect, it } from 'vitest'
import { NamescopeError } from '#libs/errors'
import { cursorRevision, PageCursors } from './page-cursor.js'
import { FULL_SCOPE, scopeOf } from './scope.js'

type Place = readonly [namespace: string, name: string]

const revision = { cluster: 'small', epoch: 1, number: 42 }
const cursors = new PageCursors<Place>(revision, FULL_SCOPE, 2)
const cursor = cursors.at(['a', 'b\n"c'])

describe('a page cursor', () => {
  it('tells its place and its revision', () => {
    expect(cursors.placeOf(cursor)).toEqual(['a', 'b\n"c'])
    expect(cursorRevision(cursor)).toBe('1.42')
  })

  it.each<[string, () => unknown]>([
    ['another revision', () => new PageCursors<Place>({ ...revision, number: 43 }, FULL_SCOPE, 2).placeOf(cursor)],
    ['another cluster', () => new PageCursors<Place>({ ...revision, cluster: 'b' }, FULL_SCOPE, 2).placeOf(cursor)],
    ['another caller', () => new PageCursors<Place>(revision, scopeOf(['a']), 2).placeOf(cursor)],
    ['another list', () => new PageCursors<[string]>(revision, FULL_SCOPE, 1).placeOf(cursor)],
    ['no cursor at all', () => cursors.placeOf('nonsense')],
    ['other JSON', () => cursorRevision(Buffer.from('{"a":1}').toString('base64url'))],
    ['a pin that is none', () => cursorRevision(Buffer.from('["a"]').toString('base64url'))],
    ['a revision that is none', () => cursorRevision(Buffer.from('["c\\nx\\n*"]').toString('base64url'))],
  ])('is refused as one of %s', (_case, use) => {
    expect(use).toThrow(expect.any(NamescopeError) as Error)
    expect(use).toThrow(/cursor|revision/)
  })
})
