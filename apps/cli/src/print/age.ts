const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

type Unit = readonly [milliseconds: number, letter: string]

interface Step {
  readonly until: number
  readonly unit: Unit
  readonly rest?: Unit
}

/** The steps of `kubectl get`'s AGE column: below `until` a span shows `unit`, and what is left over in `rest` (if any). */
const STEPS: readonly Step[] = [
  { until: 2 * MINUTE, unit: [SECOND, 's'] },
  { until: 10 * MINUTE, unit: [MINUTE, 'm'], rest: [SECOND, 's'] },
  { until: 3 * HOUR, unit: [MINUTE, 'm'] },
  { until: 8 * HOUR, unit: [HOUR, 'h'], rest: [MINUTE, 'm'] },
  { until: 2 * DAY, unit: [HOUR, 'h'] },
  { until: 8 * DAY, unit: [DAY, 'd'], rest: [HOUR, 'h'] },
  { until: 2 * YEAR, unit: [DAY, 'd'] },
  { until: 8 * YEAR, unit: [YEAR, 'y'], rest: [DAY, 'd'] },
  { until: Infinity, unit: [YEAR, 'y'] },
]

/** A clock may run a little ahead of another; kubectl lets less than two seconds pass as no age. */
const CLOCK_SKEW = 2 * SECOND

/**
 * The age of an object as `kubectl get` writes it: `<unknown>` without a creation time, `<invalid>` for one in the future.
 * @param createdAt whole seconds since 1970
 * @param now milliseconds since 1970
 */
export function ageText(createdAt: number | undefined, now: number): string {
  return createdAt === undefined ? '<unknown>' : spanText(now - createdAt * SECOND)
}

/** A span of milliseconds in at most two units: `45s`, `5m30s`, `47h`, `6d23h`. */
export function spanText(milliseconds: number): string {
  if (milliseconds <= -CLOCK_SKEW) return '<invalid>'
  const span = Math.max(0, milliseconds)
  const step = STEPS.find(({ until }) => span < until) as Step
  const [size, letter] = step.unit
  const text = `${Math.floor(span / size)}${letter}`
  if (step.rest === undefined) return text
  const [restSize, restLetter] = step.rest
  const rest = Math.floor((span % size) / restSize)
  return rest === 0 ? text : `${text}${rest}${restLetter}`
}
