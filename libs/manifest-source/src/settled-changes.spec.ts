import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SettledChanges } from './settled-changes.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Counts how often waiting ends. */
function count(changes: SettledChanges, signal: AbortSignal): { ends: number; done?: Promise<void> } {
  const counted: ReturnType<typeof count> = { ends: 0 }
  const loop = async () => {
    for (;;) {
      await changes.next(signal)
      if (signal.aborted) return
      counted.ends++
    }
  }
  counted.done = loop()
  return counted
}

describe('settled changes', () => {
  it('make one of a burst', async () => {
    const changes = new SettledChanges(100)
    const counted = count(changes, new AbortController().signal)
    for (let i = 0; i < 5; i++) {
      changes.touch()
      await vi.advanceTimersByTimeAsync(99)
    }
    expect(counted.ends).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(counted.ends).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(counted.ends).toBe(1)
  })

  it('end a burst that never does', async () => {
    const changes = new SettledChanges(100)
    const counted = count(changes, new AbortController().signal)
    for (let i = 0; i < 100; i++) {
      changes.touch()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(counted.ends).toBe(2)
  })

  it('count when they settled before anybody waited', async () => {
    const changes = new SettledChanges(100)
    changes.touch()
    await vi.advanceTimersByTimeAsync(100)
    await expect(changes.next(new AbortController().signal)).resolves.toBeUndefined()
  })

  it('stop waiting on a signal', async () => {
    const stop = new AbortController()
    const waiting = new SettledChanges(100).next(stop.signal)
    stop.abort()
    await expect(waiting).resolves.toBeUndefined()
    await expect(new SettledChanges(100).next(stop.signal)).resolves.toBeUndefined()
  })
})
