import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { framed } from '#libs/dns-wire'
import type { Transfer } from './transfers.js'

/** How many steps of a transfer are made in one go: each is a fraction of a millisecond. Then others have their turn. */
const STEPS = 4

/**
 * Sends a transfer as fast as the client takes it, and with at most one message waiting in memory. `onProgress` is called whenever
 * the client has taken some. A failure midway, or one of the socket, cuts the connection: half a zone must not look whole.
 */
export async function sendTransfer(socket: Socket, transfer: Transfer, onProgress: () => void): Promise<void> {
  let octets = 0
  try {
    while (!socket.destroyed) {
      const message = nextMessage(transfer)
      if (message === 'end') return
      if (message === 'working') {
        await nextTurn()
        continue
      }
      octets += message.length
      if (socket.write(framed(message))) await nextTurn()
      else await taken(socket)
      onProgress()
    }
  } catch {
    // It was told where it happened.
    socket.destroy()
  } finally {
    transfer.end(octets)
  }
}

function nextMessage({ messages }: Transfer): Uint8Array | 'working' | 'end' {
  for (let step = 0; step < STEPS; step++) {
    const { value, done } = messages.next()
    if (done === true) return 'end'
    if (value !== undefined) return value
  }
  return 'working'
}

/** Resolves when the client has taken what was written, or will never do so. */
async function taken(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => {
      socket.off('drain', over)
      socket.off('close', over)
      resolve()
    }
    socket.on('drain', over)
    socket.on('close', over)
  })
}
