import { describe, expect, it } from 'vitest'
import { environmentNames, replaceEnvironment } from './environment.js'
import type { Token } from './lexer.js'

const VALUES: Readonly<Record<string, string>> = {
  A: 'one',
  B: 'two words',
  LOOP: 'x{$LOOP}',
  NESTED: '{$A}',
  DOLLAR: '$&',
}
const token = (text: string): Token => ({
  text,
  place: { file: 'Corefile', line: 1, column: 1 },
  start: 0,
  end: text.length,
})
const replaced = (text: string) => replaceEnvironment(token(text), (name) => VALUES[name] ?? '').text

describe('replaceEnvironment', () => {
  it.each([
    ['{$A}', 'one'],
    ['{%A%}', 'one'],
    ['x{$A}y{$A}z{%A%}', 'xoneyonezone'],
    ['{$B}', 'two words'],
    ['{$NESTED}', 'one'],
    ['{$UNSET}', ''],
    ['{$DOLLAR}', '$&'],
    ['{$}', '{$}'],
    ['{%%}', '{%%}'],
    ['{$A', '{$A'],
    ['{{$A}}', '{one}'],
    ['$A {A} %A%', '$A {A} %A%'],
  ])('reads %s as %s', (text, expected) => {
    expect(replaced(text)).toBe(expected)
  })

  it('stops at a value that refers to itself', () => {
    expect(() => replaced('{$LOOP}')).toThrow(/without end/)
  })

  it('lists the names', () => {
    expect(environmentNames('{$A}:{%B%}/{$A}{$}')).toEqual(['B', 'A'])
  })
})
