import { tryPattern, type Pattern } from '../pattern.js'
import { UnknownFact } from '../unknown-fact.js'
import { BUILTINS } from './builtins.js'
import { checkLength, EvaluationError, listOf, numberOf, stringOf, truthOf } from './operands.js'
import type { BinaryOperator, Node, Value } from './syntax.js'

/** What the names of an expression stand for. */
export interface Environment {
  readonly functions: Readonly<Record<string, (...values: readonly Value[]) => Value>>
  readonly variables?: ReadonlyMap<string, Value>
}

/** An evaluation with more steps is given up; each element of a range is one. */
const MOST_STEPS = 10_000
/** What a match costs in steps, and one whose pattern must be compiled first. */
const MATCHING = 200
const COMPILING = 1000

/** One evaluation of one expression, with bounded work. */
export class Evaluation {
  #steps = 0
  #element: Value = null

  constructor(private readonly environment: Environment) {}

  /**
   * @throws EvaluationError where CoreDNS's library fails, too.
   * @throws UnknownFact for what is not known or not modelled, and beyond the limits.
   */
  value(node: Node): Value {
    this.#work(1)
    switch (node.kind) {
      case 'literal':
        return node.value
      case 'name':
        return this.#variable(node.name)
      case 'element':
        return this.#element
      case 'array':
        return node.items.map((item) => this.value(item))
      case 'call':
        return this.#call(node.name, node.arguments)
      case 'index':
        return elementAt(this.value(node.of), this.value(node.at))
      case 'slice':
        return sliceOf(this.value(node.of), node.from && this.value(node.from), node.to && this.value(node.to))
      case 'unary':
        return this.#unary(node.operator, this.value(node.operand))
      case 'matches': {
        const subject = stringOf(this.value(node.left))
        this.#work(node.pattern === undefined ? COMPILING : MATCHING)
        return (node.pattern ?? patternOf(stringOf(this.value(node.right)))).test(subject)
      }
      case 'conditional':
        return this.value(truthOf(this.value(node.condition)) ? node.whenTrue : node.otherwise)
      case 'binary':
        return this.#binary(node.operator, node.left, node.right)
    }
  }

  #work(steps: number): void {
    this.#steps += steps
    if (this.#steps > MOST_STEPS) throw new UnknownFact(`an expression of more than ${MOST_STEPS} steps`)
  }

  #variable(name: string): Value {
    const value = this.environment.variables?.get(name)
    if (value === undefined) throw new UnknownFact(`"${name}" in an expression`)
    return value
  }

  #unary(operator: 'not' | '-' | '+', operand: Value): Value {
    if (operator === 'not') return !truthOf(operand)
    return operator === '-' ? -numberOf(operand) : numberOf(operand)
  }

  #call(name: string, nodes: readonly Node[]): Value {
    const own = Object.hasOwn(this.environment.functions, name) ? this.environment.functions[name] : undefined
    if (own !== undefined) return own(...nodes.map((node) => this.value(node)))
    const [list, predicate] = nodes
    if (list !== undefined && predicate !== undefined) {
      const found = this.#predicated(name, list, predicate)
      if (found !== undefined) return found
    }
    const builtin = BUILTINS.get(name)
    if (builtin === undefined) throw new UnknownFact(`the function "${name}" of an expression`)
    return builtin(nodes.map((node) => this.value(node)))
  }

  #predicated(name: string, list: Node, predicate: Node): Value | undefined {
    const hits = (): Value[] => listOf(this.value(list)).filter((element) => truthOf(this.#of(element, predicate)))
    switch (name) {
      case 'any':
        return hits().length > 0
      case 'none':
        return hits().length === 0
      case 'one':
        return hits().length === 1
      case 'all':
        return listOf(this.value(list)).every((element) => truthOf(this.#of(element, predicate)))
      case 'count':
        return hits().length
      case 'filter':
        return hits()
      case 'find':
        return hits()[0] ?? null
      case 'map':
        return listOf(this.value(list)).map((element) => this.#of(element, predicate))
      default:
        return undefined
    }
  }

  #of(element: Value, predicate: Node): Value {
    const outer = this.#element
    this.#element = element
    const value = this.value(predicate)
    this.#element = outer
    return value
  }

  #binary(operator: BinaryOperator, left: Node, right: Node): Value {
    const first = this.value(left)
    if (operator === '||') return truthOf(first) || truthOf(this.value(right))
    if (operator === '&&') return truthOf(first) && truthOf(this.value(right))
    if (operator === '??') return first ?? this.value(right)
    const second = this.value(right)
    if (operator === '..') this.#work(Math.max(0, numberOf(second) - numberOf(first)))
    return operate(operator, first, second)
  }
}

function operate(operator: Exclude<BinaryOperator, '||' | '&&' | '??'>, left: Value, right: Value): Value {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case 'in':
      return right !== null && listOf(right).some((item) => isEqual(item, left))
    case 'contains':
      return stringOf(left).includes(stringOf(right))
    case 'startsWith':
      return stringOf(left).startsWith(stringOf(right))
    case 'endsWith':
      return stringOf(left).endsWith(stringOf(right))
    case '..':
      return rangeOf(numberOf(left), numberOf(right))
    case '+':
      return typeof left === 'string' ? joined(left, stringOf(right)) : numberOf(left) + numberOf(right)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(operator, left, right)
    default:
      return calculate(operator, numberOf(left), numberOf(right))
  }
}

function calculate(operator: '-' | '*' | '/' | '%' | '**', left: number, right: number): number {
  switch (operator) {
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '**':
      return left ** right
    case '%':
      if (right === 0) throw new EvaluationError('integer divide by zero')
      return left % right
  }
}

function isOrdered(operator: '<' | '<=' | '>' | '>=', left: Value, right: Value): boolean {
  const isText = typeof left === 'string'
  const first = isText ? left : numberOf(left)
  const second = isText ? stringOf(right) : numberOf(right)
  if (operator === '<') return first < second
  if (operator === '<=') return first <= second
  return operator === '>' ? first > second : first >= second
}

function isEqual(left: Value, right: Value): boolean {
  if (!isList(left) || !isList(right)) return left === right
  return left.length === right.length && left.every((item, i) => isEqual(item, right[i] as Value))
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function rangeOf(from: number, to: number): number[] {
  const length = Math.max(0, to - from + 1)
  return Array.from({ length }, (_, i) => from + i)
}

function joined(left: string, right: string): string {
  checkLength(left.length + right.length)
  return left + right
}

function elementAt(of: Value, at: Value): Value {
  const list = typeof of === 'string' ? [...of] : listOf(of)
  const element = list.at(numberOf(at))
  if (element === undefined) throw new EvaluationError('index out of range')
  return element
}

function sliceOf(of: Value, from: Value | undefined, to: Value | undefined): Value {
  const start = from === undefined ? 0 : numberOf(from)
  const end = to === undefined ? undefined : numberOf(to)
  return typeof of === 'string' ? of.slice(start, end) : listOf(of).slice(start, end)
}

/** A pattern that is only known when the expression runs. */
function patternOf(text: string): Pattern {
  const pattern = tryPattern(text)
  if (pattern === undefined) throw new EvaluationError(`"${text}" is no regular expression`)
  return pattern
}
