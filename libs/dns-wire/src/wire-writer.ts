import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, labelBytes, splitLabels, type DomainName } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'

const FIRST_CAPACITY = 512
const MAX_STRING_OCTETS = 255
/** A pointer has 14 bits (RFC 1035, section 4.1.4). */
const POINTER_LIMIT = 0x4000
/** A name of so few characters fits whatever they are: UTF-8 needs at most three octets for one. */
const SURELY_SHORT = MAX_NAME_OCTETS / 3
const PLAIN_LABEL = /^[\x21-\x5b\x5d-\x7e]+$/

/** Whether names may be written as pointers to names before them (RFC 1035, section 4.1.4). */
export type Compression = 'compressed' | 'uncompressed'

/** Writes integers, octets and names one after the other into a buffer that grows. */
export class WireWriter {
  private bytes = new Uint8Array(FIRST_CAPACITY)
  private length = 0
  /** Where each name, and each end of one, was first written; in its letter case, so that pointers change no letter. */
  private readonly places: Map<string, number> | undefined

  constructor(compression: Compression) {
    this.places = compression === 'compressed' ? new Map() : undefined
  }

  /** How many octets were written so far. */
  get offset(): number {
    return this.length
  }

  /** Takes back everything written after `offset`. Names that were written there must not be written again. */
  cutTo(offset: number): void {
    this.length = offset
  }

  /** Lets `write` write over what stands at `offset`, and goes on at the end. */
  overwrite(offset: number, write: () => void): void {
    const end = this.length
    this.length = offset
    write()
    this.length = end
  }

  /** The octets written: a view of the buffer. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  uint8(value: number): void {
    const start = this.advance(1)
    this.bytes[start] = value
  }

  uint16(value: number): void {
    const start = this.advance(2)
    this.bytes[start] = value >>> 8
    this.bytes[start + 1] = value
  }

  uint32(value: number): void {
    this.uint16(Math.floor(value / 0x10000))
    this.uint16(value % 0x10000)
  }

  octets(octets: Uint8Array): void {
    const start = this.advance(octets.length)
    this.bytes.set(octets, start)
  }

  /**
   * Octets given as text, one character each.
   * @throws NamescopeError `invalid-argument` for a character above U+00FF.
   */
  text(text: string): void {
    const octets = Buffer.from(text, 'latin1')
    if (octets.toString('latin1') !== text) {
      throw new NamescopeError(
        'invalid-argument',
        `"${text.slice(0, 80)}" has characters that are no octets; write them as UTF-8, one character an octet.`,
      )
    }
    this.octets(octets)
  }

  /**
   * A character string (RFC 1035, section 3.3).
   * @throws NamescopeError `invalid-argument` when it is longer than 255 octets, or as `text` does.
   */
  characterString(text: string): void {
    if (text.length > MAX_STRING_OCTETS) {
      throw new NamescopeError(
        'invalid-argument',
        `A character string of ${text.length} octets can't be sent; at most ${MAX_STRING_OCTETS} are allowed.`,
      )
    }
    this.uint8(text.length)
    this.text(text)
  }

  /**
   * A name. `mayPoint` says whether it may be a pointer itself; all names can be pointed at, as RFC 3597, section 4 allows.
   * @throws NamescopeError `invalid-name` for a label over 63 or a name over 255 octets, or a broken escape.
   */
  name(name: DomainName, mayPoint: boolean): void {
    if (name.length > SURELY_SHORT) checkLength(name)
    let at = 0
    for (const label of splitLabels(name)) {
      if (this.places !== undefined) {
        const suffix = name.slice(at)
        const place = this.places.get(suffix)
        if (place !== undefined && mayPoint) {
          this.uint16(0xc000 | place)
          return
        }
        if (place === undefined && this.length < POINTER_LIMIT) this.places.set(suffix, this.length)
      }
      this.label(label, name)
      at += label.length + 1
    }
    this.uint8(0)
  }

  private label(label: string, name: DomainName): void {
    if (label.length <= MAX_LABEL_OCTETS && PLAIN_LABEL.test(label)) {
      let at = this.advance(label.length + 1)
      this.bytes[at] = label.length
      for (let i = 0; i < label.length; i++) this.bytes[++at] = label.charCodeAt(i)
      return
    }
    const octets = labelBytes(label)
    if (octets === undefined || octets.length === 0 || octets.length > MAX_LABEL_OCTETS) {
      throw unwritable(name, `has a label that is empty, broken or longer than ${MAX_LABEL_OCTETS} octets`)
    }
    this.uint8(octets.length)
    this.octets(octets)
  }

  /** Makes room, which may replace `bytes`: only then look at it. */
  private advance(length: number): number {
    const start = this.length
    this.length += length
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, 2 * this.bytes.length))
      grown.set(this.bytes)
      this.bytes = grown
    }
    return start
  }
}

function checkLength(name: DomainName): void {
  const octets = splitLabels(name).reduce((sum, label) => sum + 1 + (labelBytes(label)?.length ?? 0), 1)
  if (octets > MAX_NAME_OCTETS) throw unwritable(name, `has ${octets} octets, more than ${MAX_NAME_OCTETS}`)
}

function unwritable(name: DomainName, what: string): NamescopeError {
  return new NamescopeError('invalid-name', `"${name.slice(0, 80)}" ${what}, so it can't be sent.`)
}
