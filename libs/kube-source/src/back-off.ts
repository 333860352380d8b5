import { setTimeout as wait } from 'node:timers/promises'

const SHORTEST = 500
const LONGEST = 30_000

/** Waits between attempts: twice as long after each failure, with jitter, so that not all clients come back together. */
export class BackOff {
  #failures = 0

  /** @param random From 0 up to and without 1. */
  constructor(private readonly random: () => number) {}

  /** An attempt succeeded. */
  reset(): void {
    this.#failures = 0
  }

  /** Waits before the next attempt, at least `atLeast` milliseconds. Resolves early after the signal. */
  async pause(signal: AbortSignal, atLeast = 0): Promise<void> {
    const longest = Math.min(LONGEST, SHORTEST * 2 ** this.#failures)
    this.#failures++
    const milliseconds = Math.max(atLeast, longest * (0.5 + this.random() / 2))
    await wait(milliseconds, undefined, { signal, ref: true }).catch(() => undefined)
  }
}
