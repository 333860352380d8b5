import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Breather } from '#libs/cluster-view'

/** How large commits give way to requests, in this process. */
export const BREATHER: Breather = { now: () => performance.now(), pause: () => nextTurn() }
