import { UnknownFact } from '../../unknown-fact.js'
import { GoMap, GoStruct, type Value } from './syntax.js'

/** The widest field that a format may ask for: no record is longer. */
const WIDEST = 1000

/** A value as Go prints it. */
export function formatValue(value: Value): string {
  if (value === undefined) return '<no value>'
  if (value === null) return '<nil>'
  if (value instanceof GoStruct) throw new UnknownFact('a whole message or question printed by a template')
  if (value instanceof GoMap) {
    const entries = [...value.entries].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return `map[${entries.map(([key, element]) => `${key}:${formatValue(element)}`).join(' ')}]`
  }
  if (typeof value === 'object') return `[${value.map(formatValue).join(' ')}]`
  return String(value)
}

/** Values one after the other, with a space between two that are no texts. */
export function formatAll(values: readonly Value[]): string {
  return values
    .map((value, i) => {
      const isSpaced = i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string'
      return `${isSpaced ? ' ' : ''}${formatValue(value)}`
    })
    .join('')
}

const VERB = /%([-+# 0]*)(\d*)(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z%])/g

/**
 * Go's fmt.Sprintf for the verbs that templates use: s, v, q, d, x, X, o, b, c, t and %.
 * @throws UnknownFact for other verbs.
 */
export function formatPrintf(format: string, values: readonly Value[]): string {
  let next = 0
  let isReordered = false
  const text = format.replace(VERB, (...[, flags, width, precision, place, verb]: string[]) => {
    if (verb === '%') return '%'
    if (place !== undefined) {
      next = Number(place) - 1
      isReordered = true
    }
    if (next < 0 || next >= values.length) return `%!${verb}(${place === undefined ? 'MISSING' : 'BADINDEX'})`
    const value = values[next++]
    const layout = {
      flags: flags as string,
      width: widthOf(width),
      precision: precision === undefined ? undefined : widthOf(precision),
    }
    return padded(verbText(verb as string, value, layout), layout, typeof value !== 'string')
  })
  if (isReordered || next >= values.length) return text
  const extra = values.slice(next).map((value) => `${typeName(value)}=${formatValue(value)}`)
  return `${text}%!(EXTRA ${extra.join(', ')})`
}

interface Layout {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
}

function widthOf(text: string | undefined): number {
  const width = Number(text ?? 0)
  if (width > WIDEST) throw new UnknownFact(`a template that formats a field wider than ${WIDEST} characters`)
  return width
}

function verbText(verb: string, value: Value, { flags, precision }: Layout): string {
  if (verb === 'v' && flags.replaceAll(/[-0]/g, '') === '') return formatValue(value)
  if (typeof value === 'string') return stringText(verb, value, precision)
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(verb, value, flags)
  if (typeof value === 'boolean' && verb === 't') return String(value)
  if (verb === 's' && Array.isArray(value)) return formatValue(value)
  return `%!${verb}(${typeName(value)}=${formatValue(value)})`
}

function stringText(verb: string, value: string, precision: number | undefined): string {
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('')
  switch (verb) {
    case 's':
      return cut
    case 'q':
      return JSON.stringify(cut)
    case 'x':
    case 'X': {
      const hex = [...new TextEncoder().encode(cut)].map((octet) => octet.toString(16).padStart(2, '0')).join('')
      return verb === 'x' ? hex : hex.toUpperCase()
    }
    default:
      return `%!${verb}(string=${value})`
  }
}

const RADIXES: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  ...{ d: [10, ''], x: [16, '0x'], X: [16, '0X'], o: [8, '0'], b: [2, '0b'] },
}

function numberText(verb: string, value: number | bigint, flags: string): string {
  const radix = RADIXES[verb]
  if (verb === 'c') return String.fromCodePoint(Number(value) <= 0x10ffff ? Number(value) : 0xfffd)
  if (radix === undefined) {
    if ('eEfFgGqU'.includes(verb)) throw new UnknownFact(`the format %${verb} of a template`)
    return `%!${verb}(${typeName(value)}=${value})`
  }
  const [base, prefix] = radix
  const digits = (value < 0 ? -value : value).toString(base)
  const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return `${sign}${flags.includes('#') ? prefix : ''}${verb === 'X' ? digits.toUpperCase() : digits}`
}

function padded(text: string, { flags, width }: Layout, isNumeric: boolean): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0')) return text.padStart(width)
  const [, sign, digits] = /^([-+ ]?)(.*)$/s.exec(isNumeric ? text : ` ${text}`) as RegExpExecArray
  return isNumeric
    ? `${sign}${(digits as string).padStart(width - (sign as string).length, '0')}`
    : text.padStart(width, '0')
}

/** What Go calls the type, in its complaints. */
function typeName(value: Value): string {
  if (typeof value === 'number') return 'int'
  if (typeof value === 'bigint') return 'uint64'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : '<nil>'
}
