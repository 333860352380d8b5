import type { FastifyReply } from 'fastify'
import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { sendFeed } from './feed-stream.js'

const cleanUps: (() => unknown)[] = []
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()))

type Frames = (signal: AbortSignal) => AsyncIterable<readonly Buffer[]>

/** A server that sends these frames, and the response that a follower gets. */
async function following(frames: Frames): Promise<{ response: IncomingMessage; sent: Promise<void> }> {
  const sent = Promise.withResolvers<void>()
  const server = createServer((_, raw) => {
    sendFeed({ raw, hijack: () => undefined } as unknown as FastifyReply, frames).then(sent.resolve, sent.reject)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  const outgoing = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { response, sent: sent.promise }
}

describe('a stream of frames', () => {
  it.each([1, 3, 40])('goes through whole, however much it is (%i frames at a time)', async (batch) => {
    const frame = Buffer.alloc(23_000, 'x')
    const { response } = await following(async function* () {
      for (let i = 0; i < 400; i++) yield await Promise.resolve(Array.from({ length: batch }, () => frame))
    })
    let octets = 0
    for await (const bytes of response as AsyncIterable<Buffer>) octets += bytes.length
    expect(octets).toBe(frame.length * batch * 400)
  })

  it('is made no faster than it is taken', async () => {
    let made = 0
    const { response } = await following(async function* () {
      for (;;) {
        made++
        yield await Promise.resolve([Buffer.alloc(100_000)])
      }
    })
    response.pause()
    let before = -1
    while (before !== made) {
      before = made
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    // What the kernel's buffers of two sockets hold, and no more.
    expect(made * 100_000).toBeLessThan(32_000_000)
  })

  it('ends when the follower is gone', async () => {
    let gone: AbortSignal | undefined
    const { response, sent } = await following(async function* (signal) {
      gone = signal
      while (!signal.aborted) {
        yield await Promise.resolve([Buffer.from('x')])
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })
    response.destroy()
    await sent
    expect(gone?.aborted).toBe(true)
  })
})
