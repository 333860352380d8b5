import { UnknownFact } from '../../unknown-fact.js'
import { formatValue } from './format.js'
import { FUNCTIONS, isTrue } from './functions.js'
import {
  GoMap,
  GoStruct,
  TemplateError,
  type Command,
  type Node,
  type Operand,
  type Pipeline,
  type Value,
} from './syntax.js'

/** An execution that takes more steps, or writes more, is given up. A record's data has at most 65,535 octets. */
const MOST_STEPS = 10_000
const LONGEST_OUTPUT = 100_000

/**
 * What a template writes for this data.
 * @throws TemplateError where CoreDNS fails, too.
 * @throws UnknownFact for what is not known or not modelled, and beyond the limits.
 */
export function executeTemplate(nodes: readonly Node[], data: GoStruct): string {
  const execution = new Execution(data)
  execution.run(nodes, data)
  return execution.output
}

interface Variable {
  readonly name: string
  value: Value
}

class Execution {
  output = ''
  #steps = 0
  readonly #variables: Variable[]

  constructor(root: Value) {
    this.#variables = [{ name: '', value: root }]
  }

  run(nodes: readonly Node[], dot: Value): void {
    for (const node of nodes) {
      this.#step()
      if (node.kind === 'text') this.#write(node.text)
      else if (node.kind === 'print') this.#print(node.pipeline, dot)
      else this.#control(node, dot)
    }
  }

  #step(): void {
    if (++this.#steps > MOST_STEPS) throw new UnknownFact(`a template of more than ${MOST_STEPS} steps`)
  }

  #write(text: string): void {
    if (this.output.length + text.length > LONGEST_OUTPUT) {
      throw new UnknownFact(`a template that writes more than ${LONGEST_OUTPUT} characters`)
    }
    this.output += text
  }

  #print(pipeline: Pipeline, dot: Value): void {
    const value = this.#pipeline(pipeline, dot)
    if (pipeline.variables.length === 0) this.#write(formatValue(value))
  }

  #control(node: Exclude<Node, { kind: 'text' | 'print' }>, dot: Value): void {
    const visible = this.#variables.length
    if (node.kind === 'range') this.#range(node, dot)
    else {
      const value = this.#pipeline(node.pipeline, dot)
      const isTaken = isTrue(value)
      this.run(isTaken ? node.body : node.otherwise, isTaken && node.kind === 'with' ? value : dot)
    }
    this.#variables.length = visible
  }

  #range(node: Exclude<Node, { kind: 'text' | 'print' }>, dot: Value): void {
    const { variables } = node.pipeline
    const value = this.#pipeline({ ...node.pipeline, variables: [] }, dot)
    const elements = elementsOf(value)
    const visible = this.#variables.length
    for (const [key, element] of elements) {
      this.#step()
      const [first, second] = variables
      if (second !== undefined) this.#variables.push({ name: second, value: element })
      if (first !== undefined) this.#variables.push({ name: first, value: second === undefined ? element : key })
      this.run(node.body, element)
      this.#variables.length = visible
    }
    if (elements.length === 0) this.run(node.otherwise, dot)
  }

  #pipeline({ variables, isAssignment, commands }: Pipeline, dot: Value): Value {
    let value: Value
    commands.forEach((command, i) => {
      value = this.#command(command, dot, i === 0 ? [] : [value])
    })
    const [name] = variables
    if (name !== undefined) this.#set(name, value, isAssignment)
    return value
  }

  #set(name: string, value: Value, isAssignment: boolean): void {
    if (!isAssignment) {
      this.#variables.push({ name, value })
      return
    }
    this.#variable(name).value = value
  }

  #variable(name: string): Variable {
    const variable = this.#variables.findLast((candidate) => candidate.name === name)
    if (variable === undefined) throw new UnknownFact(`the variable $${name} of a template`)
    return variable
  }

  /** A function or method with its arguments, the piped value last; or just a value. */
  #command([first, ...rest]: Command, dot: Value, piped: readonly Value[]): Value {
    this.#step()
    if (first.kind === 'function') return this.#call(first.name, rest, dot, piped)
    const values = (): Value[] => [...rest.map((operand) => this.#operand(operand, dot)), ...piped]
    if (first.kind === 'literal') {
      if (rest.length + piped.length > 0) throw new TemplateError('a constant takes no arguments')
      return first.value
    }
    return fieldOf(this.#start(first, dot), first.fields, values)
  }

  #call(name: string, operands: readonly Operand[], dot: Value, piped: readonly Value[]): Value {
    const lazy = [...operands.map((operand) => () => this.#operand(operand, dot)), ...piped.map((value) => () => value)]
    // These two look at no more arguments than they need.
    if (name === 'and' || name === 'or') {
      let value: Value
      for (const argument of lazy) {
        value = argument()
        if (isTrue(value) === (name === 'or')) break
      }
      return value
    }
    const apply = FUNCTIONS.get(name)
    if (apply === undefined) throw new UnknownFact(`the function "${name}" of a template`)
    return apply(lazy.map((argument) => argument()))
  }

  #operand(operand: Operand, dot: Value): Value {
    this.#step()
    if (operand.kind === 'literal') return operand.value
    if (operand.kind === 'function') return this.#call(operand.name, [], dot, [])
    return fieldOf(this.#start(operand, dot), operand.fields, () => [])
  }

  #start(operand: Exclude<Operand, { kind: 'literal' | 'function' }>, dot: Value): Value {
    if (operand.kind === 'dot') return dot
    return operand.kind === 'variable' ? this.#variable(operand.name).value : this.#pipeline(operand.pipeline, dot)
  }
}

/** Follows fields from a value; only the last one can be a method that takes arguments. */
function fieldOf(start: Value, fields: readonly string[], values: () => readonly Value[]): Value {
  if (fields.length === 0 && values().length > 0) throw new TemplateError('a value takes no arguments')
  return fields.reduce<Value>((value, field, i) => {
    const given = i === fields.length - 1 ? values() : []
    if (value instanceof GoStruct) {
      const method = Object.hasOwn(value.methods, field) ? value.methods[field] : undefined
      if (method !== undefined) return method(given)
    }
    if (given.length > 0) throw new TemplateError(`${field} takes no arguments`)
    return memberOf(value, field)
  }, start)
}

function memberOf(value: Value, field: string): Value {
  if (value instanceof GoMap) return value.entries.get(field)
  if (!(value instanceof GoStruct)) throw new TemplateError(`there is no field ${field} in a value that has none`)
  const read = Object.hasOwn(value.fields, field) ? value.fields[field] : undefined
  if (read === undefined) throw new UnknownFact(`the field .${field} of a template`)
  return read()
}

/** What `range` goes over: lists, maps by sorted key, numbers from 0. */
function elementsOf(value: Value): readonly (readonly [key: Value, element: Value])[] {
  if (Array.isArray(value)) return (value as readonly Value[]).map((element, index) => [index, element])
  if (value instanceof GoMap) return [...value.entries].toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (value === null || value === undefined) return []
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw new TemplateError('range can not go over this value')
  if (value > MOST_STEPS) throw new UnknownFact(`a template of more than ${MOST_STEPS} steps`)
  return Array.from({ length: Math.max(0, Number(value)) }, (_, number) => [number, number])
}
