import type { ForwardPlugin } from '#libs/corefile'
import type { UpstreamChoice } from './chosen-targets.js'
import type { Clock } from './clock.js'
import { Deadlines } from './deadlines.js'
import type { PerformAsk } from './drive.js'
import { ForwardMetrics } from './forward-metrics.js'
import { Stanza } from './stanza.js'

/** Stanzas that are remembered: those of the Corefile, and for a while those of the one before. */
const MOST_STANZAS = 64

export interface ForwarderOptions {
  /**
   * What the operator has chosen: it is asked in place of what `forward .` names, and of every file that a stanza names.
   * Absent: the servers of the Corefile, and no file.
   */
  readonly upstreams?: readonly UpstreamChoice[] | undefined
  /** Why a server must not be asked, as in "is the cluster DNS itself"; `undefined` when it may be. Called once a second. */
  readonly leadsBack: (host: string, port: number) => string | undefined
  readonly clock: Clock
  /** A whole number from 0 up to and without the limit, that nobody can foresee: ids, names, choices. */
  readonly randomBelow: (limit: number) => number
  readonly metrics?: ForwardMetrics
  /** Told of what somebody should mend. */
  readonly onProblem: (message: string) => void
}

/**
 * Performs asks until the signal aborts: each forward stanza with its own upstreams, health and cache. Nothing is opened before
 * the first ask.
 */
export function forwarder(options: ForwarderOptions, signal: AbortSignal): PerformAsk {
  const { upstreams, leadsBack, clock, randomBelow, metrics = new ForwardMetrics(), onProblem } = options
  const deadlines = new Deadlines(clock)
  const around = { clock, deadlines, randomBelow, metrics, onProblem }
  const stanzas = new Map<string, Stanza>()
  // Settings are read anew when the Corefile changes: what stayed the same keeps its upstreams and its cache.
  let known = new WeakMap<ForwardPlugin, Stanza>()
  signal.addEventListener('abort', close, { once: true })
  return (ask, query) => {
    if (signal.aborted) return { kind: 'failed', reason: 'This server is stopping.' }
    return (known.get(ask.forward) ?? remember(ask.forward)).perform(ask, query)
  }

  function remember(forward: ForwardPlugin): Stanza {
    const key = JSON.stringify(forward)
    const stanza = stanzas.get(key) ?? new Stanza(forward, { around, choices: upstreams, leadsBack })
    stanzas.set(key, stanza)
    known.set(forward, stanza)
    if (stanzas.size > MOST_STANZAS) forgetOldest()
    return stanza
  }

  function forgetOldest(): void {
    const [oldest] = stanzas
    if (oldest === undefined) return
    stanzas.delete(oldest[0])
    oldest[1].close()
    known = new WeakMap()
  }

  function close(): void {
    for (const stanza of stanzas.values()) stanza.close()
    deadlines.clear()
  }
}
