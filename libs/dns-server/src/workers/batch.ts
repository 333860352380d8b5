/** Messages packed behind each other, so that a batch crosses between threads as one buffer and a few numbers. */
export interface Batch {
  /** Which question each message belongs to. */
  readonly tickets: readonly number[]
  /** Octets of each message; -1: there is none. */
  readonly lengths: readonly number[]
  readonly octets: Uint8Array<ArrayBuffer>
}

/** Packs messages; `undefined` stands for silence. */
export function packBatch(messages: readonly (readonly [ticket: number, octets: Uint8Array | undefined])[]): Batch {
  const octets = new Uint8Array(messages.reduce((sum, [, message]) => sum + (message?.length ?? 0), 0))
  let at = 0
  for (const [, message] of messages) {
    if (message === undefined) continue
    octets.set(message, at)
    at += message.length
  }
  return {
    tickets: messages.map(([ticket]) => ticket),
    lengths: messages.map(([, message]) => message?.length ?? -1),
    octets,
  }
}

/** The messages of a batch, as views of its buffer. */
export function unpackBatch({ tickets, lengths, octets }: Batch): [ticket: number, octets: Uint8Array | undefined][] {
  let at = 0
  return tickets.map((ticket, index) => {
    const length = lengths[index] as number
    if (length < 0) return [ticket, undefined]
    at += length
    return [ticket, octets.subarray(at - length, at)]
  })
}
