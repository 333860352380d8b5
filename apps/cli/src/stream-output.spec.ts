import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { streamOutput } from './stream-output.js'

/** Whether a promise has settled after a few turns. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false
  void promise.finally(() => (settled = true)).catch(() => undefined)
  for (let turn = 0; turn < 5; turn++) await nextTurn()
  return settled
}

describe('streamOutput', () => {
  it('is drained at once while the reader keeps up, and else when it has taken what was written', async () => {
    const stream = new PassThrough({ highWaterMark: 4 })
    const output = streamOutput(stream, new AbortController().signal)
    expect(await isSettled(output.drained())).toBe(true)
    output.write('1234567890')
    output.write('1234567890')
    const drained = output.drained()
    expect(await isSettled(drained)).toBe(false)
    stream.resume()
    expect(await isSettled(drained)).toBe(true)
  })

  it('lets go of who waits when the run is interrupted', async () => {
    const interrupted = new AbortController()
    const output = streamOutput(new PassThrough({ highWaterMark: 1 }), interrupted.signal)
    output.write('1234567890')
    const drained = output.drained()
    expect(await isSettled(drained)).toBe(false)
    interrupted.abort()
    expect(await isSettled(drained)).toBe(true)
    expect(await isSettled(output.drained())).toBe(true)
  })
})
