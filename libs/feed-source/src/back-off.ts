/** Milliseconds: the longest wait after the first failure, and after many. */
const FIRST = 1_000
const LONGEST = 15_000

/**
 * How long to wait before the next attempt. Drawn from the whole range, so that the followers of a server that was restarted do not
 * all come back in the same moment.
 * @param failures in a row, 0 when the last stream was a good one
 * @param random from 0 up to and without 1
 */
export function waitBefore(failures: number, random: () => number): number {
  return random() * Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 10))
}
