import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRAME_TYPES, FrameReader, writeFrame, type Frame, type FrameType } from './feed-frame.js'

const anyFrames = fc.array(
  fc.tuple(fc.constantFrom(...(Object.keys(FRAME_TYPES) as FrameType[])), fc.uint8Array({ maxLength: 200 })),
  { maxLength: 8 },
)

function framesIn(pieces: readonly Uint8Array[]): { frames: Frame[]; isAtBoundary: boolean } {
  const reader = new FrameReader()
  const frames = pieces.flatMap((piece) => [...reader.take(piece)])
  return { frames, isAtBoundary: reader.isAtBoundary }
}

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return [...pieces, bytes.subarray(at)]
}

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(anyFrames, fc.array(fc.nat(40)), (given, lengths) => {
        const stream = Buffer.concat(given.map(([type, payload]) => writeFrame(type, payload)))
        const { frames, isAtBoundary } = framesIn(cut(stream, lengths))
        expect(frames.map(({ type, payload }) => [type, Buffer.from(payload)])).toEqual(
          given.map(([type, payload]) => [type, Buffer.from(payload)]),
        )
        expect(isAtBoundary).toBe(true)
      }),
    )
  })

  it('with any bit altered are refused, or not whole', () => {
    const frame = writeFrame('commit', Buffer.from('some payload'))
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const altered = Buffer.from(frame)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      let frames: Frame[] = []
      try {
        frames = framesIn([altered]).frames
      } catch (error) {
        expect((error as { code?: string }).code).toBe('log-corrupt')
      }
      expect(frames, `bit ${bit}`).toEqual([])
    }
  })

  it('that are cut short leave the reader inside', () => {
    const frame = writeFrame('commit', Buffer.from('some payload'))
    for (let length = 1; length < frame.length; length++) {
      expect(framesIn([frame.subarray(0, length)])).toEqual({ frames: [], isAtBoundary: false })
    }
  })

  it('of a newer version are passed over', () => {
    const frame = writeFrame('end', Buffer.from('x'))
    const known = framesIn([frame]).frames[0]
    expect(known?.type).toBe('end')
    // A type that nobody knows yet, with its right checksum (the CRC-32 of "\x63x").
    const newer = Buffer.from(frame)
    newer[8] = 99
    newer.writeUInt32BE(crcOf(newer.subarray(8)), 4)
    expect(framesIn([newer]).frames[0]?.type).toBe('unknown')
  })
})

function crcOf(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
