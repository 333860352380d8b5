import { NamescopeError } from '#libs/errors'
import * as format from './packed-format.js'
import { WORDS } from './words.js'

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

/**
 * The value that `packValue` wrote.
 * @throws NamescopeError `log-corrupt` for bytes that are torn, foreign, or go on after the value
 */
export function unpackValue(bytes: Uint8Array): unknown {
  const reader = new PackedReader(bytes)
  const value = reader.read()
  reader.end()
  return value
}

/** Reads packed values one after the other from bytes of one `PackedWriter`. */
export class PackedReader {
  readonly #bytes: Buffer
  #at: number
  readonly #texts: string[] = []

  /** @param start where the first value begins */
  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = start
  }

  /** @throws NamescopeError `log-corrupt` */
  read(depth = 0): unknown {
    if (depth > format.MAX_DEPTH) throw this.#corrupt(`values nest deeper than ${format.MAX_DEPTH} levels`)
    const tag = this.#octet()
    const type = tag >> 5
    switch (type) {
      case format.INTEGER:
        return this.#amount(tag)
      case format.NEGATIVE:
        return -1 - this.#amount(tag)
      case format.ARRAY:
        return this.#array(this.#count(tag), depth)
      case format.OBJECT:
        return this.#object(this.#count(tag), depth)
      case format.SPECIAL:
        return this.#special(tag & 31)
      default:
        return this.#text(type, tag)
    }
  }

  /** Where the next value begins. */
  get at(): number {
    return this.#at
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** @throws NamescopeError `log-corrupt` when bytes are left over */
  end(): void {
    if (!this.atEnd) throw this.#corrupt('bytes follow where the value ends')
  }

  /** Exactly as long as it must be: a list that grows has room for 17 items, and most lists have one. */
  #array(count: number, depth: number): unknown[] {
    if (count === 1) return [this.read(depth + 1)]
    const items: unknown[] = []
    for (let i = 0; i < count; i++) items.push(this.read(depth + 1))
    return items.slice()
  }

  #object(count: number, depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    for (let i = 0; i < count; i++) {
      const field = this.read(depth + 1)
      if (typeof field !== 'string') throw this.#corrupt('the name of a field is no text')
      const value = this.read(depth + 1)
      // Assigning this one would set the prototype. A ConfigMap may have such a key.
      if (field === '__proto__') {
        Object.defineProperty(object, field, { value, enumerable: true, configurable: true, writable: true })
      } else object[field] = value
    }
    return object
  }

  #text(type: number, tag: number): string {
    const amount = this.#amount(tag)
    if (type === format.TEXT) {
      const text = this.#bytes.toString('utf8', this.#at, this.#skip(amount))
      return text.length < format.MIN_REPEATED ? text : this.#remember(text)
    }
    const text = type === format.WORD ? WORDS[amount] : this.#texts[amount]
    if (text === undefined)
      throw this.#corrupt(`text ${amount} of the ${type === format.WORD ? 'list' : 'value'} is missing`)
    return text
  }

  #special(which: number): unknown {
    switch (which) {
      case format.NULL:
        return null
      case format.FALSE:
        return false
      case format.TRUE:
        return true
      case format.UUID:
        return this.#remember(this.#uuid())
      case format.IPV4: {
        const end = this.#skip(4)
        return this.#remember(this.#bytes.subarray(end - 4, end).join('.'))
      }
      case format.DECIMAL:
        return this.#remember(String(this.#amount(this.#octet())))
      case format.DOUBLE:
        return this.#bytes.readDoubleBE(this.#skip(8) - 8)
      default:
        throw this.#corrupt(`there is no special value ${which}`)
    }
  }

  #uuid(): string {
    const start = this.#skip(16) - 16
    let text = ''
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
      text += HEX[this.#bytes[start + i]!]
    }
    return text
  }

  #remember(text: string): string {
    this.#texts.push(text)
    return text
  }

  #amount(tag: number): number {
    const low = tag & 31
    switch (low) {
      case format.FIRST_FOLLOWING:
        return this.#octet()
      case format.FIRST_FOLLOWING + 1:
        return this.#bytes.readUInt16BE(this.#skip(2) - 2)
      case format.FIRST_FOLLOWING + 2:
        return this.#bytes.readUInt32BE(this.#skip(4) - 4)
      case format.FIRST_FOLLOWING + 3: {
        const start = this.#skip(8) - 8
        const amount = this.#bytes.readUInt32BE(start) * 0x1_0000_0000 + this.#bytes.readUInt32BE(start + 4)
        if (amount > Number.MAX_SAFE_INTEGER) throw this.#corrupt('a number is too large')
        return amount
      }
      default:
        return low
    }
  }

  /** A count of items: each takes a byte or more, so a larger one than what is left would only exhaust the memory. */
  #count(tag: number): number {
    const count = this.#amount(tag)
    if (count > this.#bytes.length - this.#at) throw this.#corrupt(`${count} items are announced`)
    return count
  }

  #octet(): number {
    return this.#bytes[this.#skip(1) - 1]!
  }

  /** Where the next so many bytes end. */
  #skip(octets: number): number {
    const end = this.#at + octets
    if (end > this.#bytes.length) throw this.#corrupt(`${octets} bytes are announced`)
    this.#at = end
    return end
  }

  #corrupt(what: string): NamescopeError {
    return new NamescopeError(
      'log-corrupt',
      `Stored bytes are damaged or foreign: ${what} at byte ${this.#at} of ${this.#bytes.length}.`,
    )
  }
}
