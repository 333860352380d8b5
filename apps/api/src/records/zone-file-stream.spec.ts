import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ZoneFileStream } from './zone-file-stream.js'

const REVISION = { cluster: 'small', epoch: 1, number: 2 }

describe('ZoneFileStream', () => {
  it('gives every line once, in order', async () => {
    const lines = Array.from({ length: 1234 }, (_, i) => `line ${i}`)
    let text = ''
    for await (const piece of new ZoneFileStream(REVISION, 'a.', lines).getStream()) text += String(piece)
    expect(text).toBe(`${lines.join('\n')}\n`)
  })

  it('makes no more than its reader takes, and nothing once the reader has left', async () => {
    let made = 0
    let isOver = false
    function* endless(): Generator<string> {
      try {
        for (;;) yield `line ${made++}`
      } finally {
        isOver = true
      }
    }
    const stream = new ZoneFileStream(REVISION, 'a.', endless()).getStream()
    const reader = stream[Symbol.asyncIterator]()
    let taken = 0
    for (let piece = 0; piece < 3; piece++) {
      const { value } = await reader.next()
      taken += String(value).split('\n').length - 1
      for (let turn = 0; turn < 20; turn++) await nextTurn()
      expect(made).toBeLessThanOrEqual(taken + 1001)
    }
    await reader.return?.()
    const last = made
    for (let turn = 0; turn < 20; turn++) await nextTurn()
    expect([made, isOver]).toEqual([last, true])
  })

  it.each([
    ['cluster.local.', 'cluster.local.zone'],
    ['.', 'root.zone'],
    ['a"\\;b.', 'a___b.zone'],
  ])('names the file of %s %s', (zone, name) => {
    const { disposition, type } = new ZoneFileStream(REVISION, zone, []).getHeaders()
    expect([disposition, type]).toEqual([`attachment; filename="${name}"`, 'text/dns'])
  })
})
