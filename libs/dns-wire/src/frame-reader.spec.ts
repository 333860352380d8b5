import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader, framed } from './frame-reader.js'

function messagesOf(chunks: readonly Uint8Array[]): string[] {
  const reader = new FrameReader()
  const messages: string[] = []
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk))
    for (let message = reader.next(); message !== undefined; message = reader.next())
      messages.push(message.toString('hex'))
  }
  return messages
}

describe('FrameReader', () => {
  it('gives whole messages, wherever the stream is cut', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
    fc.assert(
      fc.property(messages, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (sent, sizes) => {
        const stream = Buffer.concat(sent.map(framed))
        const chunks: Buffer[] = []
        for (let at = 0; at < stream.length;) {
          const size = sizes.next().value as number
          chunks.push(stream.subarray(at, at + size))
          at += size
        }
        expect(messagesOf(chunks)).toEqual(sent.map((message) => Buffer.from(message).toString('hex')))
      }),
    )
  })

  it('takes the longest message there is', () => {
    expect(messagesOf([framed(new Uint8Array(65535))])).toEqual(['00'.repeat(65535)])
  })
})
