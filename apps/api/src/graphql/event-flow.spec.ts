import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createHandler } from 'graphql-sse'
import { describe, expect, it } from 'vitest'
import { EventFlow } from './event-flow.js'

/** A source that counts what is asked of it, and whether its reader left. */
class Source {
  made = 0
  left = false

  async *results(): AsyncGenerator<{ data: { n: number } }> {
    try {
      for (;;) {
        await nextTurn()
        yield { data: { n: this.made++ } }
      }
    } finally {
      this.left = true
    }
  }
}

/** The source behind graphql-sse, as the controller puts it there, on its way to a stream. */
async function stream(source: Source, flow: EventFlow, out: PassThrough): Promise<void> {
  const handler = createHandler({ authenticate: () => null, onSubscribe: () => flow.paced(source.results()) })
  const [body] = await handler({
    method: 'POST',
    url: '/graphql/stream',
    headers: { get: (name: string) => (name === 'accept' ? 'text/event-stream' : 'application/json') },
    body: () => ({ query: '{ n }' }),
    raw: undefined,
    context: undefined,
  })
  await flow.send(body as AsyncGenerator<string, void, undefined>, out)
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn()
}

describe('EventFlow', () => {
  it('asks its source for no more than a few results ahead of the reader, and for the next as it reads', async () => {
    const source = new Source()
    const out = new PassThrough({ highWaterMark: 64 })
    const sent = stream(source, new EventFlow(10_000), out)
    await turns(200)
    const ahead = source.made
    expect(ahead).toBeLessThan(25)
    await turns(200)
    expect(source.made).toBe(ahead)
    let text = ''
    out.on('data', (piece: Buffer) => (text += piece.toString()))
    await turns(2000)
    expect(source.made).toBeGreaterThan(ahead + 50)
    const numbers = [...text.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))
    expect(numbers).toEqual(numbers.map((_n, i) => i))
    out.destroy()
    await sent
    await turns(50)
    expect(source.left).toBe(true)
  })

  it('cuts off a reader that takes nothing for too long, and leaves its source', async () => {
    const source = new Source()
    const out = new PassThrough({ highWaterMark: 64 })
    await stream(source, new EventFlow(20), out)
    expect(out.destroyed).toBe(true)
    await turns(50)
    expect(source.left).toBe(true)
    const { made } = source
    await turns(50)
    expect(source.made).toBe(made)
  })
})
