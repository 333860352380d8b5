import { fault } from '../problem.js'
import type { Token } from './lexer.js'

/** A Corefile in a ConfigMap is at most 1 MiB; imports can make much more of it (snippets that import snippets). */
const MAX_TOKENS = 200_000

/**
 * The words of a Corefile in reading order, into which imports are put on the way. What counts as "on the same line" is
 * judged by the words' own files and line numbers, as Caddy does, with the same surprises after an import.
 */
export class TokenStream {
  readonly #frames: { readonly tokens: readonly Token[]; next: number }[] = []
  #previous: Token | undefined
  #current: Token | undefined
  #isHeldBack = false
  #count = 0

  constructor(tokens: readonly Token[]) {
    this.#frames.push({ tokens, next: 0 })
  }

  /** The word read last; the last word of all after the end. */
  get current(): Token | undefined {
    return this.#current
  }

  /** True when the current word does not continue the line of the word before it. */
  get isAtLineStart(): boolean {
    if (this.#previous === undefined || this.#current === undefined) return true
    const before = this.#previous.place
    const here = this.#current.place
    return before.file !== here.file || endLine(this.#previous) < here.line
  }

  /** Goes to the next word. False at the end. */
  next(): boolean {
    if (this.#isHeldBack) {
      this.#isHeldBack = false
      return true
    }
    const token = this.#peek()
    if (token === undefined) return false
    this.#count++
    if (this.#count > MAX_TOKENS) {
      throw fault(
        'limit-exceeded',
        `The Corefile has more than ${MAX_TOKENS} words once its imports are put in; import less.`,
        token.place,
      )
    }
    this.#previous = this.#current
    this.#current = token
    this.#top().next++
    return true
  }

  /** Goes to the next word if it stands on the same line. */
  nextOnLine(): boolean {
    const token = this.#peek()
    return this.#current !== undefined && token !== undefined && isSameLine(this.#current, token) && this.next()
  }

  /** Makes `next` give the current word once more. */
  holdBack(): void {
    this.#isHeldBack = true
  }

  /** Puts words before all that is still to come, as if they stood behind `before`, the word ahead of the import. */
  insert(tokens: readonly Token[], before: Token | undefined): void {
    this.#frames.push({ tokens, next: 0 })
    this.#current = before
  }

  /** The word ahead of the current one. */
  get previous(): Token | undefined {
    return this.#previous
  }

  #top(): { readonly tokens: readonly Token[]; next: number } {
    return this.#frames.at(-1) as { readonly tokens: readonly Token[]; next: number }
  }

  #peek(): Token | undefined {
    while (this.#frames.length > 1 && this.#top().next >= this.#top().tokens.length) this.#frames.pop()
    return this.#top().tokens[this.#top().next]
  }
}

/** True when `second` continues the line of `first`: a string with line breaks in it ends on a later line than it began. */
export function isSameLine(first: Token, second: Token): boolean {
  return first.place.file === second.place.file && endLine(first) === second.place.line
}

function endLine(token: Token): number {
  return token.place.line + token.text.split('\n').length - 1
}
