/** The reason of an abort that comes from an orderly end: others are still being told to send no more questions here. */
export const ORDERLY = 'SIGTERM'

/**
 * Aborts after the signal: later by the lameduck where the end is orderly, so that clients are served until they know of it
 * (CoreDNS's `health` with `lameduck`); at once where somebody is waiting at the keyboard.
 */
export function afterLameduck(signal: AbortSignal, milliseconds: number): AbortSignal {
  const over = new AbortController()
  const onAbort = (): void => {
    if (signal.reason === ORDERLY && milliseconds > 0) setTimeout(() => over.abort(), milliseconds)
    else over.abort()
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return over.signal
}
