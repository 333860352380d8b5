const LENGTH_OCTETS = 2

/** Cuts a TCP stream into messages: each has its length in two octets before it (RFC 1035, section 4.2.2). */
export class FrameReader {
  #chunks: Buffer[] = []
  #buffered = 0
  /** Octets without which there is no point in looking. */
  #needed = LENGTH_OCTETS

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
  }

  /** The next whole message; `undefined` while it has not come in yet. */
  next(): Buffer | undefined {
    if (this.#buffered < this.#needed) return undefined
    // Joined only when a length, or a message, is complete: a message in single octets must not cost quadratic time.
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    const end = LENGTH_OCTETS + bytes.readUInt16BE(0)
    if (bytes.length < end) {
      this.#chunks = [bytes]
      this.#needed = end
      return undefined
    }
    this.#chunks = bytes.length === end ? [] : [bytes.subarray(end)]
    this.#buffered -= end
    this.#needed = LENGTH_OCTETS
    return bytes.subarray(LENGTH_OCTETS, end)
  }
}

/** A message with its length before it. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_OCTETS + message.length)
  frame.writeUInt16BE(message.length, 0)
  frame.set(message, LENGTH_OCTETS)
  return frame
}
