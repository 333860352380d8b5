import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ORDERLY, afterLameduck } from './lameduck.js'

describe('afterLameduck', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['an orderly end', ORDERLY, 5000, true],
    ['an orderly end without a lameduck', ORDERLY, 0, false],
    ['an interruption', 'SIGINT', 5000, false],
    ['any other end', undefined, 5000, false],
  ])('waits, or not, after %s', (_title, reason, milliseconds, waits) => {
    const told = new AbortController()
    const over = afterLameduck(told.signal, milliseconds)
    vi.advanceTimersByTime(60_000)
    expect(over.aborted).toBe(false)
    told.abort(reason)
    expect(over.aborted).toBe(!waits)
    vi.advanceTimersByTime(milliseconds)
    expect(over.aborted).toBe(true)
  })

  it('knows of an end that has come before', () => {
    const told = new AbortController()
    told.abort(ORDERLY)
    const over = afterLameduck(told.signal, 100)
    expect(over.aborted).toBe(false)
    vi.advanceTimersByTime(100)
    expect(over.aborted).toBe(true)
  })
})
