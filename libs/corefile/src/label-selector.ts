import type { Selector, SelectorRequirement } from './settings.js'

/** A selector's text, read. */
export interface ParsedSelector {
  readonly selector: Selector
  /** The comparison of each requirement as it was written, in the text's order: `=`, `==`, `!=`, `in`, `notin`, `exists`... */
  readonly comparisons: readonly string[]
}

/** Why a text is no selector. */
export interface SelectorSyntaxError {
  readonly reason: string
}

interface WrittenRequirement extends SelectorRequirement {
  readonly comparison: string
}

const OPERATORS: Readonly<Record<string, SelectorRequirement['operator']>> = {
  '=': 'In',
  '==': 'In',
  in: 'In',
  '!=': 'NotIn',
  notin: 'NotIn',
  '>': 'GreaterThan',
  '<': 'LessThan',
}
const WORD = /^[^\s=!(),<>]+$/
const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/
const PREFIX = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
const MAX_PREFIX_LENGTH = 253

/**
 * Reads a label selector as kubectl and CoreDNS write it (k8s.io/apimachinery, labels.Parse): `a=b`, `a==b`, `a!=b`,
 * `a in (b, c)`, `a notin (b)`, `a`, `!a`, `a>1`, `a<1`, joined by commas. An empty text selects everything.
 */
export function parseLabelSelector(text: string): ParsedSelector | SelectorSyntaxError {
  try {
    const written = new SelectorReader(text.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? []).requirements()
    const sorted = written.toSorted((a, b) => compare(a.key, b.key))
    return {
      comparisons: written.map((requirement) => requirement.comparison),
      selector: {
        requirements: sorted.map(({ key, operator, values }) => ({ key, operator, values })),
        text: sorted.map(requirementText).join(','),
      },
    }
  } catch (error) {
    if (error instanceof SelectorFault) return { reason: error.message }
    throw error
  }
}

class SelectorFault extends Error {}

class SelectorReader {
  #index = 0

  constructor(private readonly words: readonly string[]) {}

  requirements(): WrittenRequirement[] {
    const requirements: WrittenRequirement[] = []
    while (this.#index < this.words.length) {
      requirements.push(this.#requirement())
      if (this.#index === this.words.length) break
      this.#expect(',')
      if (this.#index === this.words.length) throw new SelectorFault('a requirement should follow the last comma.')
    }
    return requirements
  }

  #requirement(): WrittenRequirement {
    const isNegated = this.#take('!')
    const key = this.words[this.#index] ?? ''
    if (!WORD.test(key)) throw this.#unexpected('a label key')
    this.#index++
    checkKey(key)
    if (isNegated) return { key, operator: 'DoesNotExist', values: [], comparison: '!' }
    if (this.#isAtBreak()) return { key, operator: 'Exists', values: [], comparison: 'exists' }
    const comparison = this.words[this.#index] as string
    const operator = OPERATORS[comparison]
    if (operator === undefined) throw this.#unexpected('one of =, ==, !=, in, notin, <, >')
    this.#index++
    const values = comparison.endsWith('in') ? this.#valueList() : [this.#value()]
    for (const value of values) checkValue(key, comparison, value)
    return { key, operator, values: [...new Set(values)].toSorted(compare), comparison }
  }

  /** A missing value is the empty one: `a=` and `a in (,b)` are written in the field. */
  #value(): string {
    if (this.#isAtBreak()) return ''
    const word = this.words[this.#index] as string
    if (!WORD.test(word)) throw this.#unexpected('a value')
    this.#index++
    return word
  }

  #valueList(): string[] {
    this.#expect('(')
    const values: string[] = []
    do {
      values.push(this.words[this.#index] === ')' ? '' : this.#value())
    } while (this.#take(','))
    this.#expect(')')
    return values
  }

  #isAtBreak(): boolean {
    return this.words[this.#index] === undefined || this.words[this.#index] === ','
  }

  #take(word: string): boolean {
    if (this.words[this.#index] !== word) return false
    this.#index++
    return true
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw this.#unexpected(`"${word}"`)
  }

  #unexpected(expected: string): SelectorFault {
    const found = this.words[this.#index]
    return new SelectorFault(
      `${expected} should stand ${found === undefined ? 'at the end' : `where "${found}" does`}.`,
    )
  }
}

/** Label keys: an optional DNS subdomain, a slash, a name of at most 63 characters. */
function checkKey(key: string): void {
  const [name, prefix, ...rest] = key.split('/').toReversed()
  const isValid =
    rest.length === 0 &&
    NAME.test(name as string) &&
    (prefix === undefined || (prefix.length <= MAX_PREFIX_LENGTH && PREFIX.test(prefix)))
  if (!isValid)
    throw new SelectorFault(`"${key}" is no label key; write NAME or PREFIX/NAME (letters, digits, "-", "_", ".").`)
}

function checkValue(key: string, comparison: string, value: string): void {
  if (comparison === '<' || comparison === '>') {
    if (!/^[+-]?\d+$/.test(value)) throw new SelectorFault(`${key}${comparison} needs a whole number, not "${value}".`)
  } else if (value !== '' && !NAME.test(value)) {
    throw new SelectorFault(`"${value}" is no label value (at most 63 letters, digits, "-", "_", ".").`)
  }
}

/** A requirement as apimachinery prints it, but with one value always as `=` or `!=`, so that equal selectors have equal texts. */
function requirementText(requirement: SelectorRequirement): string {
  const { key, operator, values } = requirement
  switch (operator) {
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    case 'GreaterThan':
      return `${key}>${values[0]}`
    case 'LessThan':
      return `${key}<${values[0]}`
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
