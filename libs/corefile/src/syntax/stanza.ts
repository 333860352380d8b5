import { fault } from '../problem.js'
import type { Token } from './lexer.js'
import { isSameLine } from './token-stream.js'

/** One use of a directive: its arguments, and the lines of its block. */
export interface Stanza {
  readonly name: Token
  readonly arguments: readonly Token[]
  /** Empty for an empty block too. */
  readonly properties: readonly Property[]
}

/** A line in a stanza's block. */
export interface Property {
  readonly name: Token
  readonly arguments: readonly Token[]
  /** The lines of a block of its own; hardly any plugin knows such. */
  readonly properties: readonly Property[]
}

/**
 * Splits the words that the parser gathered for one directive into its stanzas. As in CoreDNS, arguments are the words on the
 * directive's line up to a brace, and whatever is left after line and block begins another stanza of the same directive.
 * @throws CorefileFault `syntax` for a brace on a line of its own.
 */
export function splitStanzas(tokens: readonly Token[]): Stanza[] {
  const reader = new StanzaReader(tokens)
  const stanzas: Stanza[] = []
  while (!reader.isAtEnd) stanzas.push(reader.stanza())
  return stanzas
}

class StanzaReader {
  #index = 0

  constructor(private readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.#index >= this.tokens.length
  }

  /** A stanza and a property have the same form: words on a line, then maybe a block. */
  stanza(): Stanza {
    const name = this.#take()
    if (name.text === '{') {
      throw fault('syntax', 'An opening brace must stand at the end of the line that it belongs to.', name.place)
    }
    const words: Token[] = []
    let last = name
    for (let word = this.#onLineOf(last); word !== undefined && word.text !== '{'; word = this.#onLineOf(last)) {
      last = this.#take()
      words.push(last)
    }
    const isOpening = this.#onLineOf(last)?.text === '{'
    return { name, arguments: words, properties: isOpening ? this.#properties() : [] }
  }

  #properties(): Property[] {
    this.#take()
    const properties: Property[] = []
    while (!this.isAtEnd) {
      if (this.#peek()?.text === '}') {
        this.#take()
        break
      }
      properties.push(this.stanza())
    }
    return properties
  }

  #onLineOf(token: Token): Token | undefined {
    const next = this.#peek()
    return next !== undefined && isSameLine(token, next) ? next : undefined
  }

  #peek(): Token | undefined {
    return this.tokens[this.#index]
  }

  #take(): Token {
    const token = this.tokens[this.#index] as Token
    this.#index++
    return token
  }
}
