import type { Clock } from './clock.js'
import type { Deadlines } from './deadlines.js'
import type { ForwardMetrics } from './forward-metrics.js'

/** What everything that asks upstreams has of the process around it. */
export interface Surroundings {
  readonly clock: Clock
  readonly deadlines: Deadlines
  /** A whole number from 0 up to and without the limit, that nobody can foresee. */
  readonly randomBelow: (limit: number) => number
  readonly metrics: ForwardMetrics
  /** Told, once each, of what somebody should mend: an upstream that leads back here, a file that can't be read. */
  readonly onProblem: (message: string) => void
}
