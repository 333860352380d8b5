import { tryPattern, type Pattern } from '../pattern.js'
import { UnknownFact } from '../unknown-fact.js'
import { tokensOf, type Token } from './lexer.js'
import type { BinaryOperator, Node } from './syntax.js'

/** How tight each operator binds, as in expr-lang; all but `**` and `^` group to the left. */
const BINARY: Readonly<Record<string, number>> = {
  ...{ '|': 0, or: 10, '||': 10, and: 15, '&&': 15 },
  ...{ '==': 20, '!=': 20, '<': 20, '>': 20, '<=': 20, '>=': 20 },
  ...{ in: 20, matches: 20, contains: 20, startsWith: 20, endsWith: 20 },
  ...{ '..': 25, '+': 30, '-': 30, '*': 60, '/': 60, '%': 60, '**': 100, '^': 100, '??': 500 },
}
const UNARY: Readonly<Record<string, number>> = { not: 50, '!': 50, '-': 90, '+': 90 }
const NEGATABLE = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith'])
const SPELLINGS: Readonly<Record<string, BinaryOperator>> = { or: '||', and: '&&', '^': '**' }
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['nil', null],
])
/** Functions whose second argument is asked of each element. */
const TAKES_PREDICATE = new Set(['all', 'any', 'none', 'one', 'filter', 'map', 'count', 'find'])
const DEEPEST = 100

/**
 * Reads an expression of expr-lang: literals, calls, operators, arrays, predicates.
 * @throws UnknownFact that names what is not understood, or a nesting that is too deep.
 */
export function parseExpression(text: string): Node {
  return new Parser(tokensOf(text)).whole()
}

class Parser {
  #index = 0
  #depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.#expression(0)
    if (this.#peek().kind !== 'end') throw notUnderstood(this.#peek())
    return node
  }

  #expression(least: number): Node {
    this.#depth++
    if (this.#depth > DEEPEST) throw new UnknownFact(`an expression nested more than ${DEEPEST} deep`)
    let node = this.#prefix()
    for (;;) {
      const negated = this.#peek().text === 'not' && NEGATABLE.has(this.#peek(1).text)
      const token = this.#peek(negated ? 1 : 0)
      const binds = token.kind === 'string' || !Object.hasOwn(BINARY, token.text) ? undefined : BINARY[token.text]
      if (binds === undefined || binds < least) break
      this.#index += negated ? 2 : 1
      node = this.#rest(node, token.text, binds)
      if (negated) node = { kind: 'unary', operator: 'not', operand: node }
    }
    if (least === 0 && this.#takes('?')) node = this.#conditional(node)
    this.#depth--
    return node
  }

  #conditional(condition: Node): Node {
    const whenTrue = this.#expression(0)
    this.#expect(':')
    return { kind: 'conditional', condition, whenTrue, otherwise: this.#expression(0) }
  }

  #rest(left: Node, operator: string, binds: number): Node {
    if (operator === '|') return this.#piped(left)
    const right = this.#expression(operator === '**' || operator === '^' ? binds : binds + 1)
    if (operator !== 'matches') {
      return { kind: 'binary', operator: SPELLINGS[operator] ?? (operator as BinaryOperator), left, right }
    }
    const text = right.kind === 'literal' && typeof right.value === 'string' ? right.value : undefined
    return { kind: 'matches', left, right, ...(text !== undefined && { pattern: patternOf(text) }) }
  }

  /** `a | f(b)` is `f(a, b)`. */
  #piped(first: Node): Node {
    const call = this.#named(this.#next())
    if (call.kind !== 'call') throw notUnderstood(this.#peek())
    return this.#postfix({ ...call, arguments: [first, ...call.arguments] })
  }

  #prefix(): Node {
    const token = this.#peek()
    const binds = token.kind === 'string' || !Object.hasOwn(UNARY, token.text) ? undefined : UNARY[token.text]
    if (binds === undefined) return this.#postfix(this.#primary())
    this.#index++
    const operator = token.text === '!' ? 'not' : (token.text as 'not' | '-' | '+')
    return { kind: 'unary', operator, operand: this.#expression(binds) }
  }

  #primary(): Node {
    const token = this.#next()
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: token.text }
      case 'number':
        return { kind: 'literal', value: Number(token.text) }
      case 'name':
        return this.#named(token)
      default:
        break
    }
    if (token.text === '#') return { kind: 'element' }
    if (token.text === '[') return { kind: 'array', items: this.#list(']') }
    if (token.text !== '(') throw notUnderstood(token)
    const inner = this.#expression(0)
    this.#expect(')')
    return inner
  }

  #named(token: Token): Node {
    if (token.kind !== 'name') throw notUnderstood(token)
    const name = token.text
    const constant = CONSTANTS.get(name)
    if (constant !== undefined) return { kind: 'literal', value: constant }
    if (!this.#takes('(')) return { kind: 'name', name }
    return { kind: 'call', name, arguments: TAKES_PREDICATE.has(name) ? this.#withPredicate() : this.#list(')') }
  }

  /** `any(list, # > 1)` or `any(list, { # > 1 })`. */
  #withPredicate(): Node[] {
    const list = this.#expression(0)
    if (this.#takes(')')) return [list]
    this.#expect(',')
    const inBraces = this.#takes('{')
    const predicate = this.#expression(0)
    if (inBraces) this.#expect('}')
    this.#expect(')')
    return [list, predicate]
  }

  #list(closing: string): Node[] {
    const items: Node[] = []
    while (!this.#takes(closing)) {
      items.push(this.#expression(0))
      if (!this.#takes(',') && this.#peek().text !== closing) throw notUnderstood(this.#peek())
    }
    return items
  }

  #postfix(start: Node): Node {
    let node = start
    while (this.#takes('[')) node = this.#subscript(node)
    if (this.#peek().kind === 'operator' && ['.', '?.', '::'].includes(this.#peek().text))
      throw notUnderstood(this.#peek())
    return node
  }

  #subscript(of: Node): Node {
    const from = this.#peek().text === ':' ? undefined : this.#expression(0)
    if (!this.#takes(':')) {
      this.#expect(']')
      return { kind: 'index', of, at: from as Node }
    }
    const to = this.#peek().text === ']' ? undefined : this.#expression(0)
    this.#expect(']')
    return { kind: 'slice', of, ...(from && { from }), ...(to && { to }) }
  }

  #peek(ahead = 0): Token {
    return this.tokens[Math.min(this.#index + ahead, this.tokens.length - 1)] as Token
  }

  #next(): Token {
    const token = this.#peek()
    this.#index++
    return token
  }

  #takes(text: string): boolean {
    const { kind } = this.#peek()
    if (kind !== 'operator' || this.#peek().text !== text) return false
    this.#index++
    return true
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw notUnderstood(this.#peek())
  }
}

/** CoreDNS refuses to start with an expression whose pattern is wrong. */
function patternOf(text: string): Pattern {
  const pattern = tryPattern(text)
  if (pattern === undefined) throw new UnknownFact(`"${text.slice(0, 40)}", which is no regular expression`)
  return pattern
}

function notUnderstood({ kind, text }: Token): UnknownFact {
  return new UnknownFact(kind === 'end' ? 'an expression that is cut off' : `"${text}" in an expression`)
}
