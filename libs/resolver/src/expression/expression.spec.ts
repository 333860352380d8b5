import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attempt, UnknownFact } from '../unknown-fact.js'
import { compileExpression, evaluate } from './expression.js'
import type { Value } from './syntax.js'

/** The value, `failure` for an expression that fails, or `unknown: ...`. */
function value(text: string): Value | string {
  const functions = { name: () => 'web.example.', single: () => 1 }
  const variables = new Map<string, Value>([['list', [1, 2, 3]]])
  const result = attempt(() => evaluate(compileExpression(text), { functions, variables }))
  if (result instanceof UnknownFact) return `unknown: ${result.fact}`
  return result === undefined ? 'failure' : result
}

describe('expressions', () => {
  it.each<[text: string, expected: Value]>([
    ['1 + 2 * 3 - 4', 3],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3.5],
    ['-7 % 4', -3],
    ['2 ** 3 ** 2', 512],
    ['2 ^ 3', 8],
    ['-2 ** 2', -4],
    ['+3', 3],
    ['0x10 + 0b11 + 0o7 + 1_000 + 1e2 + 1.5', 1127.5],
    [`"a" + 'b' + \`c\``, 'abc'],
    [String.raw`"\x41A\101\n\"'"`, `AAA\n"'`],
    ['1 < 2 and 2 <= 2 && not (3 > 4) or false', true],
    ['not true || true', true],
    ['!(true && false)', true],
    ['true || name() == 1 + true', true],
    ['"a" < "b" and "b" >= "b"', true],
    ['1 == 1.0 and "1" != 1', true],
    ['[1, [2]] == [1, [2]]', true],
    ['nil == nil', true],
    ['nil ?? 5', 5],
    ['"b" in ["a", "b"]', true],
    ['"c" not in ["a", "b"]', true],
    ['name() matches "^web[.]"', true],
    ['name() not matches "^api[.]"', true],
    ['name() matches ("^" + "web")', true],
    ['name() startsWith "web" and name() endsWith "." and name() contains "exam"', true],
    ['single() == 1 ? "a" : single() == 2 ? "b" : "c"', 'a'],
    ['[1, 2, 3][0] + [1, 2, 3][-1]', 4],
    ['"abc"[1]', 'b'],
    ['"abcd"[1:3] + "abcd"[:1] + "abcd"[3:]', 'bcad'],
    ['[1, 2, 3][1:] == [2, 3]', true],
    ['1..4 == [1, 2, 3, 4]', true],
    ['any(list, # > 2) and all(list, {# > 0}) and none(list, # > 3) and one(list, # == 2)', true],
    ['count(list, # > 1) + len(filter(list, # > 1)) + len(map(list, # * 2)) + find(list, # > 1)', 9],
    ['any([[1], [2]], any(#, # == 2))', true],
    ['list | filter(# > 1) | len()', 2],
    ['"A" | lower() | upper()', 'A'],
    ['len("äb") + len(list)', 5],
    ['trim("  a ") + trim("xxaxx", "x") + trimPrefix("foobar", "foo") + trimSuffix("foobar", "bar")', 'aabarfoo'],
    ['hasPrefix("abc", "ab") and hasSuffix("abc", "bc")', true],
    ['indexOf("abcb", "b") + lastIndexOf("abcb", "b")', 4],
    ['split("a.b.c", ".")[1] + join(["x", "y"], "-")', 'bx-y'],
    ['replace("a.b.c", ".", "-")', 'a-b-c'],
    ['int("42") + int(1.9) + float("0.5") + abs(-1) + min(1, 2) + max(1, 2)', 47.5],
    ['string(5) + string(true)', '5true'],
    ['first(list) + last(list)', 4],
    ['/* a */ 1 // b', 1],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  it.each([
    '1 + "a"',
    '"a" + 1',
    'not 5',
    '5 and true',
    '1 % 0',
    '[1][5]',
    'int("x")',
    '1 < "a"',
    'any(5, # > 1)',
    'name() matches ("(" + "")',
    '"a" in "abc"',
    'string(nil)',
    'float("")',
  ])('fails: %s', (text) => {
    expect(value(text)).toBe('failure')
  })

  it.each([
    ['groupBy(list, #)', 'the function "groupBy" of an expression'],
    ['nobody', '"nobody" in an expression'],
    ['{"a": 1}', '"{" in an expression'],
    ['list.field', '"." in an expression'],
    ['1 +', 'an expression that is cut off'],
    ['1 2', '"2" in an expression'],
    ['"unclosed', 'the expression at ""unclosed"'],
    [String.raw`"\z"`, String.raw`the escape \z in an expression`],
    ['name() matches "("', '"(", which is no regular expression'],
    ['let x = 1; x', 'the expression at "= 1; x"'],
  ])('names what it does not know: %s', (text, fact) => {
    expect(value(text)).toBe(`unknown: ${fact}`)
  })

  it.each([
    [`${'('.repeat(5000)}1`, 'an expression of more than 1000 words'],
    [`${'('.repeat(300)}1${')'.repeat(300)}`, 'an expression nested more than 100 deep'],
    ['!'.repeat(300), 'an expression nested more than 100 deep'],
    ['all(1..90000, # > 0)', 'an expression of more than 10000 steps'],
    ['all(1..100, name() matches ".")', 'an expression of more than 10000 steps'],
    ['all(1..20, name() matches ("." + ""))', 'an expression of more than 10000 steps'],
    ['all(1..900, all(1..900, # > 0))', 'an expression of more than 10000 steps'],
    [
      'join(map(1..900, "xxxxxxxxxxxxxxxxxxxx"), "")',
      'an expression that makes more than 10000 characters or elements',
    ],
    [
      'replace("aaaaaaaaaaaaaaaaaaaa", "a", replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))',
      'an expression that makes more than 10000 characters or elements',
    ],
  ])('bounds its work', (text, fact) => {
    expect(value(text)).toBe(`unknown: ${fact}`)
  })

  it('calculates as JavaScript does', () => {
    const number = fc.integer({ min: 0, max: 99 })
    const operator = fc.constantFrom('+', '-', '*')
    fc.assert(
      fc.property(number, fc.array(fc.tuple(operator, number), { maxLength: 8 }), (first, rest) => {
        const text = `${first}${rest.map(([sign, operand]) => ` ${sign} ${operand}`).join('')}`
        const products = text.split(/ (?=[+-] )/).map((term) => {
          const [sign, factors] = /^[+-] /.test(term) ? [term.startsWith('-') ? -1 : 1, term.slice(2)] : [1, term]
          return sign * factors.split(' * ').reduce((product, factor) => product * Number(factor), 1)
        })
        expect(value(text)).toBe(products.reduce((sum, product) => sum + product, 0))
      }),
      { numRuns: 200 },
    )
  })
})
