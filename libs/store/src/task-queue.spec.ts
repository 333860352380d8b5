import { describe, expect, it } from 'vitest'
import { TaskQueue } from './task-queue.js'

const code = (expected: string): unknown => expect.objectContaining({ code: expected })

/** A task that ends when told to. */
function held(): { task: () => Promise<void>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { task: () => promise, end: resolve }
}

describe('a queue of tasks', () => {
  it('runs them in order, one at a time per resource', async () => {
    const queue = new TaskQueue(['a', 'b'], 10)
    const log: string[] = []
    const [one, two] = [held(), held()]
    const running = [one, two, held(), held()].map(({ task, end }, i) =>
      queue.run(async (resource) => {
        log.push(`${i} on ${resource}`)
        if (i > 1) end()
        await task()
      }),
    )
    await Promise.resolve()
    expect(log).toEqual(['0 on b', '1 on a'])
    two.end()
    await Promise.all(running.slice(2))
    expect(log.slice(2)).toEqual(['2 on a', '3 on a'])
    one.end()
    await Promise.all(running)
  })

  it('goes on after a task that failed', async () => {
    const queue = new TaskQueue([1], 10)
    await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await queue.run((resource) => Promise.resolve(resource))).toBe(1)
  })

  it('refuses tasks beyond its limit', async () => {
    const queue = new TaskQueue([1], 1)
    const first = held()
    const running = [queue.run(first.task), queue.run(() => Promise.resolve())]
    await expect(queue.run(() => Promise.resolve())).rejects.toThrow(code('limit-exceeded'))
    first.end()
    await Promise.all(running)
  })

  it('does not start a task that nobody wants any more', async () => {
    const queue = new TaskQueue([1], 10)
    const first = held()
    const running = queue.run(first.task)
    const giveUp = new AbortController()
    const second = queue.run(() => Promise.resolve('started'), giveUp.signal)
    giveUp.abort()
    first.end()
    await expect(second).rejects.toThrow(code('aborted'))
    await running
  })

  it('waits for its tasks when it is closed, and takes no more', async () => {
    const queue = new TaskQueue([1], 10)
    const first = held()
    const log: string[] = []
    const running = [queue.run(first.task), queue.run(async () => void log.push('second'))]
    const closing = queue.close().then(() => log.push('closed'))
    await expect(queue.run(() => Promise.resolve())).rejects.toThrow(code('database-unavailable'))
    first.end()
    await Promise.all([...running, closing])
    expect(log).toEqual(['second', 'closed'])
  })
})
