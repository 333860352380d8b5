import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'

export const FEED_MEDIA_TYPE = 'application/vnd.namescope.feed'

/** How long a follower may take nothing of what it was sent, in milliseconds. Then it is cut off, and comes again. */
const LONGEST_STALL = 30_000

/** Sends a follower its frames for as long as it stays. What throws before the first byte is answered as a problem. */
export async function sendFeed(
  reply: FastifyReply,
  open: (signal: AbortSignal) => AsyncIterable<readonly Buffer[]>,
): Promise<void> {
  const gone = new AbortController()
  const frames = open(gone.signal)
  const response = reply.raw
  response.once('close', () => gone.abort())
  reply.hijack()
  response.writeHead(200, { 'content-type': FEED_MEDIA_TYPE, 'cache-control': 'no-store' })
  response.flushHeaders()
  try {
    for await (const batch of frames) {
      if (gone.signal.aborted) return
      if (!written(response, batch)) await drained(response, gone.signal)
    }
    response.end()
  } catch {
    response.destroy()
  }
}

/**
 * Writes in one go; false when the follower has not taken enough of what was written. Not by `cork`: what was written while corked can
 * ask for a `drain` that the socket, which had room for it, never emits.
 */
function written(response: ServerResponse, batch: readonly Buffer[]): boolean {
  const [first] = batch
  return response.write(batch.length === 1 && first !== undefined ? first : Buffer.concat(batch))
}

/** @throws when the follower is gone, or does not move */
async function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal: AbortSignal.any([gone, AbortSignal.timeout(LONGEST_STALL)]) })
}
