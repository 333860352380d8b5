import { labelBytes, parseDomainName, type DomainName } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { fault, type CorefileFault } from '../problem.js'
import type { CorefilePlace } from '../settings.js'
import { characterStrings, MAX_STRING_OCTETS } from './octets.js'
import type { Word } from './words.js'

/** Seconds in each unit of BIND's time form: `1h30m`. */
const TIME_UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const MAX_UINT32 = 0xffff_ffff

/** Reads the words of one record's data from left to right. */
export class WordReader {
  #index = 0

  constructor(
    private readonly words: readonly Word[],
    /** What relative names are completed with. */
    private readonly origin: DomainName,
    /** Where to point to when a word is missing. */
    private readonly start: CorefilePlace,
  ) {}

  /** How many words are left. */
  get left(): number {
    return this.words.length - this.#index
  }

  /** The next word without going over it. */
  peek(): Word | undefined {
    return this.words[this.#index]
  }

  /** The next word. @throws CorefileFault `invalid-file` when there is none. */
  word(what: string): Word {
    const word = this.words[this.#index]
    if (word === undefined) throw fault('invalid-file', `${what} is missing at the end of this record.`, this.start)
    this.#index++
    return word
  }

  rest(): Word[] {
    const words = this.words.slice(this.#index)
    this.#index = this.words.length
    return words
  }

  name(what: string): DomainName {
    const word = this.word(what)
    return absoluteName(word, this.origin)
  }

  integer(what: string, most: number): number {
    const word = this.word(what)
    const value = /^\d{1,10}$/.test(word.text) ? Number(word.text) : Number.NaN
    if (value <= most) return value
    throw invalid(word, `${what} must be a number from 0 to ${most}`)
  }

  /** Seconds: a number, or a time with units. */
  seconds(what: string): number {
    const word = this.word(what)
    const seconds = secondsOf(word.text)
    if (seconds !== undefined) return seconds
    throw invalid(word, `${what} must be seconds (3600) or a time (1h)`)
  }

  /** The octets of a character string of at most 255 octets (RFC 1035, section 3.3). */
  string(what: string): Uint8Array {
    const word = this.word(what)
    const octets = stringOctets(word)
    if (octets.length > MAX_STRING_OCTETS) throw invalid(word, `${what} may have at most ${MAX_STRING_OCTETS} octets`)
    return octets
  }

  /** All words that are left, at least one, as character strings; a longer text is cut into several. */
  strings(what: string): Uint8Array[] {
    const first = this.word(what)
    return [first, ...this.rest()].flatMap((word) => characterStrings(stringOctets(word)))
  }

  /** The end of the record. @throws CorefileFault `invalid-file` when words are left. */
  end(): void {
    const word = this.words[this.#index]
    if (word !== undefined) throw invalid(word, 'The record should end here')
  }
}

/** The fault for a word that is not what should stand there. */
export function invalid(word: Word, sentence: string): CorefileFault {
  return fault('invalid-file', `${sentence}; found "${word.text.slice(0, 80)}".`, word.place)
}

/** A name completed with the origin; `@` is the origin itself. */
export function absoluteName(word: Word, origin: DomainName): DomainName {
  if (word.text === '@' && !word.isQuoted) return origin
  const ending = origin === '.' ? '.' : `.${origin}`
  try {
    return parseDomainName(isAbsolute(word.text) ? word.text : `${word.text}${ending}`)
  } catch (error) {
    if (error instanceof NamescopeError) throw fault('invalid-file', error.message, word.place)
    throw error
  }
}

/** True for a final dot that is not escaped. */
function isAbsolute(text: string): boolean {
  if (!text.endsWith('.')) return false
  let backslashes = 0
  while (text.charAt(text.length - 2 - backslashes) === '\\') backslashes++
  return backslashes % 2 === 0
}

/** Seconds of `3600` or `1h30m`, at most 2^32-1; `undefined` for anything else. */
export function secondsOf(text: string): number | undefined {
  if (!/^\d+([smhdw]\d+)*[smhdw]?$/i.test(text)) return undefined
  const seconds = [...text.matchAll(/(\d+)([smhdw]?)/gi)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (TIME_UNITS[(unit as string).toLowerCase()] ?? 1),
    0,
  )
  return seconds <= MAX_UINT32 ? seconds : undefined
}

/** The octets that a word stands for: `\DDD` and `\X` decoded, characters outside ASCII as UTF-8. */
export function stringOctets(word: Word): Uint8Array {
  const octets = labelBytes(word.text)
  if (octets === undefined) throw invalid(word, 'An escape is \\DDD (000 to 255) or \\X')
  return octets
}
