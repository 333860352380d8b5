/** Time, given from outside, so that tests need not wait. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Calls `work` every `milliseconds` until the function returned is called. Must not keep the process alive by itself. */
  readonly every: (milliseconds: number, work: () => void) => () => void
}
