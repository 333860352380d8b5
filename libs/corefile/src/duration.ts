/** Seconds in each unit of Go's `time.ParseDuration`. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  '\u00b5s': 1e-6,
  '\u03bcs': 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
}

const MAX_LENGTH = 64

/**
 * Seconds of a duration in Go's form: `300ms`, `1h30m`, `-5s`, `0`. `undefined` for anything else, a number without a unit
 * included.
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const [, sign, amount] = /^([+-]?)(.*)$/s.exec(text) as RegExpExecArray
  if (amount === '0') return 0
  const parts = [...(amount as string).matchAll(/(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== amount) return undefined
  const seconds = parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS[part[2] as string] as number), 0)
  return sign === '-' ? -seconds : seconds
}
