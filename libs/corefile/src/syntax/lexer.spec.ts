import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenize } from './lexer.js'

const texts = (text: string) => tokenize(text, 'Corefile').map((token) => token.text)

describe('tokenize', () => {
  it.each([
    ['words', 'a b\tc\n d', ['a', 'b', 'c', 'd']],
    ['braces as words of their own only between blanks', '. { a} }', ['.', '{', 'a}', '}']],
    ['a string', 'answer "{{ .Name }} 60 IN A 1.2.3.4"', ['answer', '{{ .Name }} 60 IN A 1.2.3.4']],
    ['an escaped quote, and no other escape', String.raw`"a \"b\" \n \\ c"`, [String.raw`a "b" \n \\ c`]],
    ['an empty string', 'a "" b', ['a', '', 'b']],
    ['a quote inside a word', 'a"b c"', ['a"b', 'c"']],
    ['a word right behind a string', '"a b"c', ['a b', 'c']],
    ['a string over two lines', '"a\nb" c', ['a\nb', 'c']],
    ['an unclosed string', 'a "b c', ['a', 'b c']],
    ['an unclosed empty string', 'a "', ['a']],
    ['comments', 'a # b c\n#d\ne', ['a', 'e']],
    ['a hash inside a word', 'a#b c\nd', ['a', 'c', 'd']],
    ['no comment inside a string', '"a # b"', ['a # b']],
    ['a carriage return inside a word', 'a\r\nb\rc', ['a', 'bc']],
    ['a byte order mark', '\ufeff.:53', ['.:53']],
    ['a no-break space', 'a\u00a0b', ['a', 'b']],
    ['nothing', ' \n# only a comment', []],
  ])('reads %s', (_, text, expected) => {
    expect(texts(text)).toEqual(expected)
  })

  it('tells lines, columns and offsets', () => {
    const text = 'a  "b\nc" d\n  e'
    expect(
      tokenize(text, 'f').map(({ place, start, end }) => [place.line, place.column, text.slice(start, end)]),
    ).toEqual([
      [1, 1, 'a'],
      [1, 4, '"b\nc"'],
      [2, 4, 'd'],
      [3, 3, 'e'],
    ])
  })

  it('gives back any text that was quoted', () => {
    // A backslash ahead of a quote can't be written in a Corefile: it escapes the quote.
    const writable = fc.string({ unit: 'binary' }).filter((text) => !/\\("|$)/.test(text))
    fc.assert(
      fc.property(fc.array(writable), (words) => {
        const quoted = words.map((word) => `"${word.replaceAll('"', String.raw`\"`)}"`)
        expect(texts(quoted.join(' '))).toEqual(words)
      }),
    )
  })
})
