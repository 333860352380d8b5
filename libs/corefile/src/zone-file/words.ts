import { fault } from '../problem.js'
import type { CorefilePlace } from '../settings.js'

/** A word of a master file. Escapes are still in it; quotes are taken off. */
export interface Word {
  readonly text: string
  readonly isQuoted: boolean
  readonly place: CorefilePlace
}

/** A line of a master file: several lines of text where parentheses hold them together. */
export interface Entry {
  readonly words: readonly Word[]
  /** True when white space stands ahead of the first word, so that the owner of the entry before it is meant. */
  readonly isIndented: boolean
}

/**
 * Splits a master file into entries of words (RFC 1035, section 5.1): comments and parentheses are taken off, empty entries
 * left out.
 * @throws CorefileFault `invalid-file` for an unbalanced parenthesis or an unclosed quote.
 */
export function* entriesOf(text: string, file: string): Generator<Entry> {
  const scanner = new Scanner(text, file)
  while (!scanner.isAtEnd) {
    const entry = scanner.entry()
    if (entry.words.length > 0) yield entry
  }
}

class Scanner {
  #index = 0
  #line = 1
  #lineStart = 0

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  get isAtEnd(): boolean {
    return this.#index >= this.text.length
  }

  entry(): Entry {
    const isIndented = /[ \t]/.test(this.#peek())
    const words: Word[] = []
    const open: CorefilePlace[] = []
    for (let character = this.#peek(); character !== ''; character = this.#peek()) {
      if (character === '\n') {
        this.#take()
        if (open.length === 0) return { words, isIndented }
      } else if (/[ \t\r]/.test(character)) {
        this.#take()
      } else if (character === ';') {
        while (this.#peek() !== '\n' && this.#peek() !== '') this.#take()
      } else if (character === '(') {
        open.push(this.#place())
        this.#take()
      } else if (character === ')') {
        if (open.pop() === undefined)
          throw fault('invalid-file', 'This parenthesis closes nothing; take it off.', this.#place())
        this.#take()
      } else {
        words.push(character === '"' ? this.#quoted() : this.#word())
      }
    }
    if (open[0] !== undefined) throw fault('invalid-file', 'This parenthesis is never closed.', open[0])
    return { words, isIndented }
  }

  #word(): Word {
    const place = this.#place()
    let text = ''
    while (this.#peek() !== '' && !/[ \t\r\n;()"]/.test(this.#peek())) {
      const character = this.#take()
      text += character
      if (character === '\\' && this.#peek() !== '' && this.#peek() !== '\n') text += this.#take()
    }
    return { text, isQuoted: false, place }
  }

  #quoted(): Word {
    const place = this.#place()
    let text = ''
    this.#take()
    while (this.#peek() !== '') {
      const character = this.#take()
      if (character === '"') return { text, isQuoted: true, place }
      text += character
      if (character === '\\' && this.#peek() !== '') text += this.#take()
    }
    throw fault('invalid-file', 'This quote is never closed.', place)
  }

  #place(): CorefilePlace {
    return { file: this.file, line: this.#line, column: this.#index - this.#lineStart + 1 }
  }

  /** The character ahead; empty at the end. */
  #peek(): string {
    return this.text.charAt(this.#index)
  }

  #take(): string {
    const character = this.#peek()
    this.#index++
    if (character === '\n') {
      this.#line++
      this.#lineStart = this.#index
    }
    return character
  }
}
