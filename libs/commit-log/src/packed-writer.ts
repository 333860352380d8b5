import { NamescopeError } from '#libs/errors'
import * as format from './packed-format.js'
import { WORDS } from './words.js'

const WORD_PLACES = new Map(WORDS.map((word, place) => [word, place]))
const UUID_LENGTH = 36
const DECIMAL_TEXT = /^[1-9]\d{3,14}$/
const DOTTED_QUAD = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

/**
 * The canonical bytes of a JSON-able value: equal values have equal bytes, whatever the order of their fields; a field that is
 * undefined counts as absent. Half a surrogate pair, which UTF-8 has no form for and no API server lets through, becomes U+FFFD.
 * The form is `packed-format.ts`'s.
 * @throws NamescopeError `invalid-argument` for what JSON has no form for, and for nesting beyond 64 levels
 */
export function packValue(value: unknown): Uint8Array {
  const writer = new PackedWriter()
  writer.write(value)
  return writer.finish()
}

/** Appends packed values to one run of bytes. Texts are shared among all of them. */
export class PackedWriter {
  #bytes = Buffer.allocUnsafe(512)
  #length = 0
  readonly #texts = new Map<string, number>()

  get length(): number {
    return this.#length
  }

  write(value: unknown, depth = 0): void {
    if (depth > format.MAX_DEPTH) throw unpackable(`nests deeper than ${format.MAX_DEPTH} levels`)
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'number':
        return this.#number(value)
      case 'boolean':
        return this.#tag(format.SPECIAL, value ? format.TRUE : format.FALSE)
      case 'object':
        if (value === null) return this.#tag(format.SPECIAL, format.NULL)
        return Array.isArray(value) ? this.#array(value, depth) : this.#object(value as Record<string, unknown>, depth)
      default:
        throw unpackable(`holds a ${typeof value}`)
    }
  }

  /** The bytes written so far, in a buffer of their own. */
  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#length)
  }

  #array(items: readonly unknown[], depth: number): void {
    this.#tag(format.ARRAY, items.length)
    for (const item of items) this.write(item, depth + 1)
  }

  #object(object: Record<string, unknown>, depth: number): void {
    const fields = Object.keys(object).filter((field) => object[field] !== undefined)
    fields.sort()
    this.#tag(format.OBJECT, fields.length)
    for (const field of fields) {
      this.#text(field)
      this.write(object[field], depth + 1)
    }
  }

  #number(number: number): void {
    if (Number.isSafeInteger(number)) {
      return number >= 0 ? this.#tag(format.INTEGER, number) : this.#tag(format.NEGATIVE, -1 - number)
    }
    if (!Number.isFinite(number)) throw unpackable(`holds the number ${number}`)
    this.#tag(format.SPECIAL, format.DOUBLE)
    this.#reserve(8)
    this.#length = this.#bytes.writeDoubleBE(number, this.#length)
  }

  #text(text: string): void {
    const word = WORD_PLACES.get(text)
    if (word !== undefined) return this.#tag(format.WORD, word)
    if (text.length < format.MIN_REPEATED) return this.#letters(text)
    const earlier = this.#texts.get(text)
    if (earlier !== undefined) return this.#tag(format.REPEATED, earlier)
    this.#texts.set(text, this.#texts.size)
    if (text.length === UUID_LENGTH && this.#uuid(text)) return
    const first = text.charCodeAt(0)
    if (first >= 0x30 && first <= 0x39 && text.length <= 15 && this.#digits(text)) return
    this.#letters(text)
  }

  #letters(text: string): void {
    const start = this.#length
    this.#tag(format.TEXT, text.length)
    this.#reserve(text.length)
    // Almost every text is short and ASCII: a loop is cheaper than a call into the runtime.
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0x7f) {
        this.#length = start
        return this.#utf8(text)
      }
      this.#bytes[this.#length++] = unit
    }
  }

  #utf8(text: string): void {
    const octets = Buffer.byteLength(text)
    this.#tag(format.TEXT, octets)
    this.#reserve(octets)
    this.#length += this.#bytes.write(text, this.#length)
  }

  /** Writes the text as a UUID, or nothing when it is none. */
  #uuid(text: string): boolean {
    const start = this.#length
    this.#tag(format.SPECIAL, format.UUID)
    this.#reserve(16)
    let high = -1
    for (let i = 0; i < UUID_LENGTH; i++) {
      const unit = text.charCodeAt(i)
      const digit = unit >= 0x30 && unit <= 0x39 ? unit - 0x30 : unit >= 0x61 && unit <= 0x66 ? unit - 0x57 : -1
      if (i === 8 || i === 13 || i === 18 || i === 23 ? unit !== 0x2d : digit < 0) {
        this.#length = start
        return false
      }
      if (digit < 0) continue
      if (high < 0) high = digit
      else {
        this.#bytes[this.#length++] = (high << 4) | digit
        high = -1
      }
    }
    return true
  }

  /** Writes the text as a dotted quad or a decimal, or nothing when it is neither. */
  #digits(text: string): boolean {
    if (DECIMAL_TEXT.test(text)) {
      this.#tag(format.SPECIAL, format.DECIMAL)
      this.#tag(format.INTEGER, Number(text))
      return true
    }
    const octets = DOTTED_QUAD.exec(text)?.slice(1).map(Number)
    if (octets === undefined || octets.some((octet) => octet > 255)) return false
    this.#tag(format.SPECIAL, format.IPV4)
    this.#reserve(4)
    for (const octet of octets) this.#bytes[this.#length++] = octet
    return true
  }

  #tag(type: number, amount: number): void {
    this.#reserve(9)
    const high = type << 5
    if (amount < format.FIRST_FOLLOWING) this.#bytes[this.#length++] = high | amount
    else if (amount < 0x100) {
      this.#bytes[this.#length++] = high | format.FIRST_FOLLOWING
      this.#bytes[this.#length++] = amount
    } else if (amount < 0x1_0000) {
      this.#bytes[this.#length++] = high | (format.FIRST_FOLLOWING + 1)
      this.#length = this.#bytes.writeUInt16BE(amount, this.#length)
    } else if (amount < 0x1_0000_0000) {
      this.#bytes[this.#length++] = high | (format.FIRST_FOLLOWING + 2)
      this.#length = this.#bytes.writeUInt32BE(amount, this.#length)
    } else {
      this.#bytes[this.#length++] = high | (format.FIRST_FOLLOWING + 3)
      this.#length = this.#bytes.writeUInt32BE(Math.floor(amount / 0x1_0000_0000), this.#length)
      this.#length = this.#bytes.writeUInt32BE(amount >>> 0, this.#length)
    }
  }

  #reserve(octets: number): void {
    if (this.#length + octets <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + octets))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

function unpackable(why: string): NamescopeError {
  return new NamescopeError(
    'invalid-argument',
    `The value can't be written: it ${why}; only what JSON can hold is kept.`,
  )
}
