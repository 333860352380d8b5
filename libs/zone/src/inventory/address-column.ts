import { bytesText, type AddressKey } from '#libs/ip-address'
import { addressWords, wordsInRange, type AddressRange } from './address-range.js'

/**
 * The addresses of a namespace's groups, in the groups' order, with the number of records that each has there: 10 bytes for an
 * IPv4 address, 22 for one of IPv6. To look through all of them for a range costs about a nanosecond each, so they need no order.
 */
export class AddressColumn {
  constructor(
    /** Words in one address: 1 for IPv4, 4 for IPv6. */
    private readonly width: number,
    private readonly words: Uint32Array,
    /** The group of each address, by its place among the groups. */
    readonly groups: Uint32Array,
    /** A or AAAA records in one zone of names. */
    readonly forward: Uint8Array,
    /** PTR records. */
    readonly reverse: Uint8Array,
  ) {}

  forEachIn(range: AddressRange | undefined, visit: (entry: number) => void): void {
    for (let entry = 0; entry < this.groups.length; entry++) {
      if (range === undefined || wordsInRange(this.words, entry * this.width, range)) visit(entry)
    }
  }

  key(entry: number): AddressKey {
    const at = entry * this.width
    if (this.width === 1) return this.words[at] as number
    const octets = new DataView(new ArrayBuffer(16))
    for (let i = 0; i < this.width; i++) octets.setUint32(i * 4, this.words[at + i] as number)
    return bytesText(new Uint8Array(octets.buffer))
  }
}

/** Collects the addresses of one family. */
export class AddressColumnDraft {
  readonly #words: number[] = []
  readonly #groups: number[] = []
  readonly #forward: number[] = []
  readonly #reverse: number[] = []

  constructor(private readonly width: 1 | 4) {}

  add(key: AddressKey, group: number, forward: number, reverse: number): void {
    if (typeof key === 'number') this.#words.push(key)
    else this.#words.push(...addressWords(key))
    this.#groups.push(group)
    this.#forward.push(forward)
    this.#reverse.push(reverse)
  }

  finish(): AddressColumn {
    return new AddressColumn(
      this.width,
      Uint32Array.from(this.#words),
      Uint32Array.from(this.#groups),
      Uint8Array.from(this.#forward),
      Uint8Array.from(this.#reverse),
    )
  }
}
