import { checkLength, EvaluationError, listOf, numberOf, stringOf } from './operands.js'
import type { Value } from './syntax.js'

type Builtin = (values: readonly Value[]) => Value

/** The functions of expr-lang's own that are modelled; the others leave an expression undecidable. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['len', ([value]) => (typeof value === 'string' ? [...value].length : listOf(value).length)],
  ['upper', ([text]) => stringOf(text).toUpperCase()],
  ['lower', ([text]) => stringOf(text).toLowerCase()],
  ['trim', ([text, characters]) => (characters === undefined ? stringOf(text).trim() : trimmed(text, characters))],
  ['trimPrefix', ([text, prefix]) => withoutPrefix(stringOf(text), stringOf(prefix ?? ' '))],
  ['trimSuffix', ([text, suffix]) => withoutSuffix(stringOf(text), stringOf(suffix ?? ' '))],
  ['hasPrefix', ([text, prefix]) => stringOf(text).startsWith(stringOf(prefix))],
  ['hasSuffix', ([text, suffix]) => stringOf(text).endsWith(stringOf(suffix))],
  ['indexOf', ([text, part]) => stringOf(text).indexOf(stringOf(part))],
  ['lastIndexOf', ([text, part]) => stringOf(text).lastIndexOf(stringOf(part))],
  ['split', ([text, separator]) => stringOf(text).split(stringOf(separator))],
  ['join', ([list, separator]) => joined(listOf(list).map(stringOf), stringOf(separator ?? ''))],
  ['replace', ([text, from, to]) => replaced(stringOf(text), stringOf(from), stringOf(to))],
  ['int', ([value]) => integer(value)],
  ['float', ([value]) => decimal(value)],
  ['string', ([value]) => textOf(value)],
  ['abs', ([value]) => Math.abs(numberOf(value))],
  ['min', (values) => Math.min(...values.map(numberOf))],
  ['max', (values) => Math.max(...values.map(numberOf))],
  ['first', ([list]) => listOf(list)[0] ?? null],
  ['last', ([list]) => listOf(list).at(-1) ?? null],
])

function replaced(text: string, from: string, to: string): string {
  const pieces = text.split(from)
  checkLength(text.length + pieces.length * to.length)
  return pieces.join(to)
}

function joined(texts: readonly string[], separator: string): string {
  checkLength(texts.reduce((sum, text) => sum + text.length + separator.length, 0))
  return texts.join(separator)
}

function trimmed(text: Value | undefined, characters: Value): string {
  const cut = new Set(stringOf(characters))
  const letters = [...stringOf(text)]
  const start = letters.findIndex((letter) => !cut.has(letter))
  const end = letters.findLastIndex((letter) => !cut.has(letter))
  return start < 0 ? '' : letters.slice(start, end + 1).join('')
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}

function withoutSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text
}

function integer(value: Value | undefined): number {
  if (typeof value === 'string') {
    if (!/^[+-]?\d{1,15}$/.test(value)) throw new EvaluationError(`"${value}" is no whole number`)
    return Number(value)
  }
  return Math.trunc(numberOf(value))
}

function decimal(value: Value | undefined): number {
  if (typeof value !== 'string') return numberOf(value)
  const number = Number(value)
  if (value.trim() === '' || Number.isNaN(number)) throw new EvaluationError(`"${value}" is no number`)
  return number
}

function textOf(value: Value | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new EvaluationError('a text, a number or a truth value is needed')
}
