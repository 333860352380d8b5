import { MalformedMessage } from './malformed-message.js'

/** Reads integers and octets of a message in order, never past its end. */
export class WireReader {
  constructor(
    readonly bytes: Uint8Array,
    /** Where the next read starts. */
    public offset = 0,
  ) {}

  get atEnd(): boolean {
    return this.offset >= this.bytes.length
  }

  uint8(): number {
    return this.octets(1)[0] as number
  }

  uint16(): number {
    const start = this.advance(2)
    return ((this.bytes[start] as number) << 8) | (this.bytes[start + 1] as number)
  }

  uint32(): number {
    return this.uint16() * 0x10000 + this.uint16()
  }

  /** A view of the next octets, not a copy. */
  octets(length: number): Uint8Array {
    const start = this.advance(length)
    return this.bytes.subarray(start, start + length)
  }

  /** A character string (RFC 1035, section 3.3): a length octet and that many octets. */
  characterString(): string {
    return latin1(this.octets(this.uint8()))
  }

  private advance(length: number): number {
    const start = this.offset
    if (start + length > this.bytes.length) throw new MalformedMessage('it ends inside a field')
    this.offset = start + length
    return start
  }
}

/** Octets as text, one character each. */
export function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
}
