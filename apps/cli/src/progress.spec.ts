import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Io } from './io.js'
import { withProgress } from './progress.js'

function ioWith(isTTY: boolean, written: string[]): Io {
  return {
    stdout: { isTTY, write: () => undefined, drained: () => Promise.resolve() },
    stderr: { isTTY, write: (text) => void written.push(text), drained: () => Promise.resolve() },
    stdin: (async function* () {})(),
    env: {},
    signal: new AbortController().signal,
    now: Date.now,
  }
}

describe('withProgress', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const after = (milliseconds: number): Promise<string> =>
    new Promise((resolve) => setTimeout(() => resolve('done'), milliseconds))

  it.each([
    ['a long wait at a terminal', true, 2500, ['\r\u001b[Kreading ... 1s', '\r\u001b[Kreading ... 2s', '\r\u001b[K']],
    ['a short one', true, 900, []],
    ['a long one without a terminal', false, 2500, []],
  ])('%s', async (_case, isTTY, milliseconds, expected) => {
    const written: string[] = []
    const result = withProgress(ioWith(isTTY, written), 'reading', after(milliseconds))
    await vi.advanceTimersByTimeAsync(milliseconds)
    expect(await result).toBe('done')
    expect(written).toEqual(expected)
  })

  it('clears the line when the work fails', async () => {
    const written: string[] = []
    const failing = after(1500).then(() => Promise.reject(new Error('gone')))
    const message = withProgress(ioWith(true, written), 'reading', failing).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(1500)
    expect(await message).toBe('gone')
    expect(written.at(-1)).toBe('\r\u001b[K')
  })
})
