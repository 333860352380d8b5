import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Breather } from '#libs/cluster-view'
import type { Clock } from '#libs/dns-server'

/** The process's own time. No timer of it keeps the process alive. */
export const CLOCK: Clock & Breather = {
  now: () => performance.now(),
  pause: () => nextTurn(),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  },
}
