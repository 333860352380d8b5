import { performance } from 'node:perf_hooks'
import type { Clock } from '#libs/forwarder'

/** The process's own time. No timer of it keeps the process alive. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds).unref()
    return () => clearInterval(timer)
  },
}
