import { formatAll, formatPrintf, formatValue } from './format.js'
import { GoMap, GoStruct, TemplateError, type Value } from './syntax.js'

type Function = (values: readonly Value[]) => Value

/** The functions of text/template, and parseInt of CoreDNS, that are modelled; `and` and `or` are part of the execution. */
export const FUNCTIONS: ReadonlyMap<string, Function> = new Map<string, Function>([
  ['not', ([value]) => !isTrue(value)],
  ['len', ([value]) => lengthOf(value)],
  ['index', ([value, ...keys]) => keys.reduce(elementAt, value)],
  ['slice', ([value, ...bounds]) => sliceOf(value, bounds)],
  ['print', (values) => formatAll(values)],
  ['println', (values) => `${values.map(formatValue).join(' ')}\n`],
  ['printf', ([format, ...values]) => formatPrintf(textOf(format), values)],
  ['eq', ([value, ...others]) => isEqualToAny(value, others)],
  ['ne', ([left, right]) => !isEqual(left, right)],
  ['lt', ([left, right]) => compare(left, right) < 0],
  ['le', ([left, right]) => compare(left, right) <= 0],
  ['gt', ([left, right]) => compare(left, right) > 0],
  ['ge', ([left, right]) => compare(left, right) >= 0],
  ['parseInt', ([text, base, bits]) => parseUint(textOf(text), numberOf(base), numberOf(bits))],
])

/** What `if`, `with`, `and`, `or` and `not` take for true: everything but the empty value of a type. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof GoMap) return value.entries.size > 0
  return value instanceof GoStruct || Boolean(value)
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length
  if (Array.isArray(value)) return value.length
  if (value instanceof GoMap) return value.entries.size
  throw new TemplateError('len of a value that has no length')
}

/** A key that a map does not have gives the empty text: the maps at hand hold texts. */
function elementAt(value: Value, key: Value): Value {
  if (value instanceof GoMap) return value.entries.get(textOf(key)) ?? ''
  const at = numberOf(key)
  const list = typeof value === 'string' ? [...new TextEncoder().encode(value)] : value
  if (!Array.isArray(list)) throw new TemplateError('index of a value that has no elements')
  if (at < 0 || at >= list.length) throw new TemplateError(`index ${at} is out of range`)
  return (list as readonly Value[])[at]
}

function sliceOf(value: Value, bounds: readonly Value[]): Value {
  if (typeof value !== 'string' && !Array.isArray(value))
    throw new TemplateError('slice of a value that has no elements')
  const [from = 0, to = value.length] = bounds.map(numberOf)
  if (bounds.length > 2 || from < 0 || to > value.length || from > to) throw new TemplateError('slice is out of range')
  return value.slice(from, to)
}

function isEqualToAny(value: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new TemplateError('eq needs two values')
  return others.some((other) => isEqual(value, other))
}

function isEqual(left: Value, right: Value): boolean {
  if (isNumber(left) && isNumber(right)) return compare(left, right) === 0
  if (typeof left === typeof right && (typeof left === 'string' || typeof left === 'boolean')) return left === right
  if (left === null || left === undefined || right === null || right === undefined) return left === right
  throw new TemplateError('values of different types are compared')
}

function compare(left: Value, right: Value): number {
  if (isNumber(left) && isNumber(right)) return left < right ? -1 : Number(left > right)
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right)
  throw new TemplateError('values of different types are compared')
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** A whole number without sign, as Go's strconv.ParseUint reads it. */
function parseUint(text: string, base: number, bits: number): number | bigint {
  const [, prefix] = base === 0 ? (/^0([xob]?)/i.exec(text) ?? []) : []
  const radix = base === 0 ? radixOf(prefix) : base
  const digits = prefix === undefined || prefix === '' ? text : text.slice(2)
  if (radix < 2 || radix > 36 || bits < 0 || bits > 64 || !hasOnlyDigits(digits, radix)) {
    throw new TemplateError(`"${text}" is no number to base ${base}`)
  }
  let value = 0n
  for (const digit of digits) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, radix))
  if (value >= 1n << BigInt(bits === 0 ? 64 : bits)) throw new TemplateError(`"${text}" has more than ${bits} bits`)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

function radixOf(prefix: string | undefined): number {
  const letter = prefix?.toLowerCase()
  if (letter === undefined) return 10
  return letter === 'x' ? 16 : letter === 'b' ? 2 : 8
}

function hasOnlyDigits(text: string, radix: number): boolean {
  return /^[\da-z]{1,128}$/i.test(text) && [...text].every((digit) => Number.parseInt(digit, 36) < radix)
}

function textOf(value: Value): string {
  if (typeof value === 'string') return value
  throw new TemplateError('a text is needed')
}

function numberOf(value: Value): number {
  if (isNumber(value)) return Number(value)
  throw new TemplateError('a number is needed')
}
