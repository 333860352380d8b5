import { describe, expect, it } from 'vitest'
import { interruptible } from './interruptible.js'

describe('interruptible', () => {
  it('lets a reader leave while the generator waits, and lets the generator clean up', async () => {
    let isCleanedUp = false
    const events = interruptible(async function* (signal) {
      try {
        yield 1
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      } finally {
        isCleanedUp = true
      }
    })
    expect(await events.next()).toEqual({ value: 1, done: false })
    const pending = events.next()
    await events.return?.()
    expect(await pending).toEqual({ value: undefined, done: true })
    expect(isCleanedUp).toBe(true)
  })
})
