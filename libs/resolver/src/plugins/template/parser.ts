import { UnknownFact } from '../../unknown-fact.js'
import { piecesOf, type Piece, type Word } from './scanner.js'
import type { Command, Node, Operand, Pipeline } from './syntax.js'

/** How deep actions and parentheses may nest. */
const DEEPEST = 50

/**
 * Reads a Go template: text, pipelines, variables, if, with, range.
 * @throws UnknownFact that names what is not understood (`define`, `template`, `block`, `break`, `continue`), or a nesting that
 * is too deep.
 */
export function parseTemplate(text: string): readonly Node[] {
  const parser = new Parser(piecesOf(text))
  const nodes = parser.list()
  parser.expectEnd()
  return nodes
}

/** Parses pieces one after the other; the lists of `if`, `with` and `range` nest. */
class Parser {
  #index = 0
  #depth = 0
  /** The action that ended the last list: `end`, `else`, or nothing at the template's end. */
  #closing: readonly Word[] = []

  constructor(private readonly pieces: readonly Piece[]) {}

  list(): Node[] {
    this.#depth++
    if (this.#depth > DEEPEST) throw new UnknownFact(`a template nested more than ${DEEPEST} deep`)
    const nodes: Node[] = []
    let closing: readonly Word[] = []
    for (let piece = this.pieces[this.#index]; piece !== undefined; piece = this.pieces[this.#index]) {
      this.#index++
      if ('text' in piece) {
        if (piece.text !== '') nodes.push({ kind: 'text', text: piece.text })
        continue
      }
      const [first] = piece.words as [Word]
      if (first.kind === 'name' && (first.text === 'end' || first.text === 'else')) {
        closing = piece.words
        break
      }
      nodes.push(this.#action(piece.words, first))
    }
    this.#closing = closing
    this.#depth--
    return nodes
  }

  expectEnd(): void {
    if (this.#closing.length > 0) throw new UnknownFact('an "end" or "else" in a template that closes nothing')
  }

  #action(words: readonly Word[], first: Word): Node {
    if (first.kind !== 'name') return { kind: 'print', pipeline: new ActionParser(words).whole() }
    if (first.text === 'if' || first.text === 'with' || first.text === 'range') return this.#control(first.text, words)
    if (['define', 'template', 'block', 'break', 'continue'].includes(first.text)) {
      throw new UnknownFact(`"${first.text}" in a template`)
    }
    return { kind: 'print', pipeline: new ActionParser(words).whole() }
  }

  #control(kind: 'if' | 'with' | 'range', words: readonly Word[]): Node {
    const pipeline = new ActionParser(words.slice(1)).whole()
    const body = this.list()
    const [closing, chained] = this.#closing
    if (closing === undefined) throw new UnknownFact(`a template without the "end" of its ${kind}`)
    if (closing.text === 'end') return { kind, pipeline, body, otherwise: [] }
    // `else if` and `else with` share the one `end`.
    if (chained?.kind === 'name' && (chained.text === 'if' || chained.text === 'with')) {
      return { kind, pipeline, body, otherwise: [this.#control(chained.text, this.#closing.slice(1))] }
    }
    const otherwise = this.list()
    if (this.#closing[0]?.text !== 'end') throw new UnknownFact(`a template without the "end" of its ${kind}`)
    return { kind, pipeline, body, otherwise }
  }
}

/** Parses the words of one action into its pipeline. */
class ActionParser {
  #index = 0
  #depth = 0

  constructor(private readonly words: readonly Word[]) {}

  whole(): Pipeline {
    const pipeline = this.#pipeline()
    if (this.#peek().kind !== 'end') throw notUnderstood(this.#peek())
    return pipeline
  }

  #pipeline(): Pipeline {
    this.#depth++
    if (this.#depth > DEEPEST) throw new UnknownFact(`a template nested more than ${DEEPEST} deep`)
    const { variables, isAssignment } = this.#declaration()
    const commands = [this.#command()]
    while (this.#takes('|')) commands.push(this.#command())
    this.#depth--
    return { variables, isAssignment, commands }
  }

  /** `$x :=`, `$x =`, or `$i, $x :=` of a range. */
  #declaration(): Pick<Pipeline, 'variables' | 'isAssignment'> {
    const [first, sign, second, last] = [0, 1, 2, 3].map((ahead) => this.#peek(ahead)) as [Word, Word, Word, Word]
    if (first.kind !== 'variable') return { variables: [], isAssignment: false }
    if (isSign(sign, ':=') || isSign(sign, '=')) {
      this.#index += 2
      return { variables: [first.text], isAssignment: sign.text === '=' }
    }
    if (isSign(sign, ',') && second.kind === 'variable' && isSign(last, ':=')) {
      this.#index += 4
      return { variables: [first.text, second.text], isAssignment: false }
    }
    return { variables: [], isAssignment: false }
  }

  #command(): Command {
    const operands = [this.#operand()]
    for (
      let word = this.#peek();
      word.kind !== 'end' && !isSign(word, '|') && !isSign(word, ')');
      word = this.#peek()
    ) {
      operands.push(this.#operand())
    }
    return operands as [Operand, ...Operand[]]
  }

  #operand(): Operand {
    const word = this.#peek()
    this.#index++
    switch (word.kind) {
      case 'string':
        return { kind: 'literal', value: word.text }
      case 'number':
        return { kind: 'literal', value: numberOf(word) }
      case 'dot':
        return { kind: 'dot', fields: [] }
      case 'field':
        return { kind: 'dot', fields: [word.text, ...this.#fields()] }
      case 'variable':
        return { kind: 'variable', name: word.text, fields: this.#fields() }
      case 'name':
        return named(word.text)
      default:
        break
    }
    if (!isSign(word, '(')) throw notUnderstood(word)
    const pipeline = this.#pipeline()
    if (!this.#takes(')')) throw notUnderstood(this.#peek())
    return { kind: 'pipeline', pipeline, fields: this.#fields() }
  }

  /** Fields that follow without white space. */
  #fields(): string[] {
    const fields: string[] = []
    for (let word = this.#peek(); word.kind === 'field' && !word.isApart; word = this.#peek()) {
      fields.push(word.text)
      this.#index++
    }
    return fields
  }

  #peek(ahead = 0): Word {
    return this.words[Math.min(this.#index + ahead, this.words.length - 1)] as Word
  }

  #takes(text: string): boolean {
    if (!isSign(this.#peek(), text)) return false
    this.#index++
    return true
  }
}

function named(name: string): Operand {
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' }
  return name === 'nil' ? { kind: 'literal', value: null } : { kind: 'function', name }
}

function numberOf({ text }: Word): number {
  const digits = text.replaceAll('_', '').replace(/^([+-]?)0(\d+)$/, '$10o$2')
  const sign = digits.startsWith('-') ? -1 : 1
  return sign * Number(digits.replace(/^[+-]/, ''))
}

function isSign(word: Word, text: string): boolean {
  return word.kind === 'sign' && word.text === text
}

function notUnderstood({ kind, text }: Word): UnknownFact {
  return new UnknownFact(kind === 'end' ? 'an action of a template that is cut off' : `"${text}" in a template`)
}
