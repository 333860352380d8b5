import type { CorefilePlace } from '../settings.js'

/** A word of a Corefile. Quotes are taken off; `{` and `}` are words like any other, even when they were quoted. */
export interface Token {
  readonly text: string
  readonly place: CorefilePlace
  /** Where the word stands in its file, quotes included: offsets in UTF-16 units, the end exclusive. */
  readonly start: number
  readonly end: number
}

/** What Go's `unicode.IsSpace` counts as white space. */
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Splits a Corefile into words by the rules of Caddy v1's lexer, which differ from what one expects in places: `#` inside an
 * unquoted word hides the rest of that word, not of the line; a quote begins a string only at the start of a word; inside a
 * string `\"` is the only escape; a carriage return is skipped and does not end a word; an unclosed string runs to the end of
 * the text.
 */
export function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = []
  const reader = new CharacterReader(text)
  if (text.startsWith(BYTE_ORDER_MARK)) reader.take()
  for (let character = reader.peek(); character !== ''; character = reader.peek()) {
    if (SPACE.test(character)) {
      reader.take()
    } else if (character === '#') {
      skipComment(reader)
    } else {
      const start = reader.index
      const place = { file, line: reader.line, column: reader.column }
      const word = character === '"' ? readString(reader) : readWord(reader)
      if (word !== undefined) tokens.push({ text: word, place, start, end: reader.index })
    }
  }
  return tokens
}

class CharacterReader {
  index = 0
  line = 1
  #lineStart = 0

  constructor(private readonly text: string) {}

  /** Counts from 1. */
  get column(): number {
    return this.index - this.#lineStart + 1
  }

  /** The character ahead; empty at the end. */
  peek(): string {
    return this.text.charAt(this.index)
  }

  take(): string {
    const character = this.peek()
    this.index++
    if (character === '\n') {
      this.line++
      this.#lineStart = this.index
    }
    return character
  }
}

function skipComment(reader: CharacterReader): void {
  while (reader.peek() !== '\n' && reader.peek() !== '') reader.take()
}

function readWord(reader: CharacterReader): string {
  let word = ''
  let isHidden = false
  for (let character = reader.peek(); character !== ''; character = reader.peek()) {
    if (character !== '\r' && SPACE.test(character)) break
    isHidden ||= character === '#'
    if (!isHidden && character !== '\r') word += character
    reader.take()
  }
  return word
}

/** Reads a quoted string. One that is cut off by the end of the text counts only when it is not empty. */
function readString(reader: CharacterReader): string | undefined {
  let word = ''
  reader.take()
  for (let character = reader.peek(); character !== ''; character = reader.peek()) {
    reader.take()
    if (character === '"') return word
    if (character !== '\\') word += character
    else if (reader.peek() === '"') word += reader.take()
    else if (reader.peek() !== '') word += `\\${reader.take()}`
  }
  return word === '' ? undefined : word
}
