import { crc32 } from 'node:zlib'
import { NamescopeError } from '#libs/errors'

/**
 * What a frame holds.
 * - `hello`: the first frame: protocol, cluster, and how it goes on (`FeedHello`);
 * - `state`: one chunk of a whole state (`encodeState`), in order;
 * - `commit`: one commit (`FeedCommit`);
 * - `position`: where the feed stands, while there is nothing to tell (`FeedPosition`);
 * - `end`: the server ends the stream, and says why (`FeedEnd`);
 * - `facts`: in a file, what the state behind it is; never in a feed.
 */
export const FRAME_TYPES = { hello: 1, state: 2, commit: 3, position: 4, end: 5, facts: 6 } as const
export type FrameType = keyof typeof FRAME_TYPES

/** One frame that has come whole. A type that this version does not know is skipped: a newer minor version may have added it. */
export interface Frame {
  readonly type: FrameType | 'unknown'
  readonly payload: Uint8Array
}

/** Length of the payload (4 octets), CRC-32 of type and payload (4), type (1). */
const HEAD = 9
/** Far above any frame: larger commits are not told one by one. It keeps a damaged length from exhausting the memory. */
const LARGEST_PAYLOAD = 64 * 1024 * 1024

const NAMES = new Map<number, FrameType>(
  Object.entries(FRAME_TYPES).map(([name, number]) => [number, name as FrameType]),
)

/** A frame in bytes. */
export function writeFrame(type: FrameType, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD + payload.length)
  frame.writeUInt32BE(payload.length, 0)
  frame.writeUInt8(FRAME_TYPES[type], 8)
  frame.set(payload, HEAD)
  frame.writeUInt32BE(crc32(frame.subarray(8)), 4)
  return frame
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #parts: Uint8Array[] = []
  #length = 0

  /** True between two frames: the stream may end here. */
  get isAtBoundary(): boolean {
    return this.#length === 0
  }

  /**
   * The frames that are whole once these bytes have come. Their payloads may share memory with the bytes.
   * @throws NamescopeError `log-corrupt` for a frame that is damaged
   */
  *take(bytes: Uint8Array): Generator<Frame> {
    this.#parts.push(bytes)
    this.#length += bytes.length
    let needed = this.#needed()
    while (needed !== undefined && needed <= this.#length) {
      const all = this.#joined()
      this.#keep(all.subarray(needed))
      yield frameOf(all.subarray(0, needed))
      needed = this.#needed()
    }
  }

  /** How many bytes the next frame has in all, once its length has come. */
  #needed(): number | undefined {
    if (this.#length < HEAD) return undefined
    const first = this.#parts[0]!
    const head = first.length >= HEAD ? first : this.#joined()
    const length = Buffer.from(head.buffer, head.byteOffset, HEAD).readUInt32BE(0)
    if (length > LARGEST_PAYLOAD) throw damaged(`says that it has ${length} octets`)
    return HEAD + length
  }

  #joined(): Uint8Array {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts, this.#length)]
    return this.#parts[0]!
  }

  #keep(rest: Uint8Array): void {
    this.#parts = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
  }
}

function frameOf(bytes: Uint8Array): Frame {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (crc32(frame.subarray(8)) !== frame.readUInt32BE(4)) throw damaged('does not fit its checksum')
  return { type: NAMES.get(frame.readUInt8(8)) ?? 'unknown', payload: frame.subarray(HEAD) }
}

function damaged(what: string): NamescopeError {
  return new NamescopeError('log-corrupt', `A frame ${what}: it was torn or altered on its way.`)
}
