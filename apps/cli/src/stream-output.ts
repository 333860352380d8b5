import { once } from 'node:events'
import type { Output } from './io.js'

/** What an output needs of a stream; the standard output and error are such. */
export interface TextStream extends NodeJS.EventEmitter {
  write(text: string): boolean
  readonly writableNeedDrain: boolean
  readonly isTTY?: boolean
}

/** A stream as an output. Who waits for a reader is let go once the signal aborts. */
export function streamOutput(stream: TextStream, signal: AbortSignal): Output {
  return {
    isTTY: stream.isTTY === true,
    write: (text) => void stream.write(text),
    async drained() {
      if (!stream.writableNeedDrain || signal.aborted) return
      await once(stream, 'drain', { signal }).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error
      })
    },
  }
}
