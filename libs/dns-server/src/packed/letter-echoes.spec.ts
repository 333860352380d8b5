import { describe, expect, it } from 'vitest'
import { capitalOf, letterEchoes } from './letter-echoes.js'

const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const capitals = (bytes: Uint8Array): Uint8Array => bytes.map(capitalOf)
const NAME = octets('\x03web\x01a\x03svc\0')

describe('letterEchoes', () => {
  it('finds the longest end of the name that a reply repeats', () => {
    const ip = octets('\x0810-0-0-1')
    const suffix = NAME.subarray(4)
    const body = (end: Uint8Array): Uint8Array => Uint8Array.from([...ip, ...end, 1, 2, ...NAME])
    const upper = Uint8Array.from([...ip, ...capitals(suffix), 1, 2, ...capitals(NAME)])
    expect(letterEchoes(NAME, body(suffix), upper)).toEqual([
      { at: 9, from: 4 },
      { at: 18, from: 0 },
    ])
  })

  it.each([
    ['nothing differs', 'abc', 'abc', []],
    ['lengths differ', 'abc', 'abcd', undefined],
    ['something else differs', '\x03web\x01a\x03svc\0', '\x03web\x01b\x03svc\0', undefined],
    ['the repeat is cut short', '\x03web\x01a\x03sv', '\x03WEB\x01A\x03SV', undefined],
  ])('%s', (_what, lower, upper, expected) => {
    expect(letterEchoes(NAME, octets(lower), octets(upper))).toEqual(expected)
  })
})
