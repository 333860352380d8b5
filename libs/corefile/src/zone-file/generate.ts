import { fault } from '../problem.js'
import type { CorefilePlace } from '../settings.js'
import { invalid } from './word-reader.js'
import type { Word } from './words.js'

const MAX_STEPS = 65_536

/**
 * The lines that a `$GENERATE START-STOP[/STEP] LINE` stands for: every `$` of LINE becomes the number; `${OFFSET,WIDTH,BASE}`
 * shifts, pads and prints it in base d, o, x or X; `$$` and `\$` are a dollar sign.
 */
export function* generatedLines(words: readonly Word[], place: CorefilePlace): Generator<string> {
  const [range, ...rest] = words
  const match = /^(\d{1,9})-(\d{1,9})(?:\/(\d{1,9}))?$/.exec(range?.text ?? '')
  if (range === undefined || match === null) {
    throw fault('invalid-file', '$GENERATE needs a range first, such as 1-100 or 0-254/2.', range?.place ?? place)
  }
  const [start, stop, step] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)]
  if (stop < start || step === 0 || (stop - start) / step >= MAX_STEPS) {
    throw invalid(range, `The range must rise, in at most ${MAX_STEPS} steps`)
  }
  const line = rest.map((word) => (word.isQuoted ? `"${word.text}"` : word.text)).join(' ')
  for (let number = start; number <= stop; number += step) yield expand(line, number, place)
}

function expand(line: string, number: number, place: CorefilePlace): string {
  return line.replace(/\\\$|\$\$|\$\{([^}]*)\}|\$/g, (written, modifier: string | undefined) => {
    if (written === '\\$' || written === '$$') return '$'
    return modifier === undefined ? String(number) : modified(modifier, number, place)
  })
}

function modified(modifier: string, number: number, place: CorefilePlace): string {
  const match = /^([+-]?\d{1,9})(?:,(\d{1,2})(?:,([doxX]))?)?$/.exec(modifier)
  const value = number + Number(match?.[1])
  if (match === null || value < 0) {
    throw fault('invalid-file', `"\${${modifier}}" should be \${OFFSET[,WIDTH[,BASE]]}, base d, o, x or X.`, place)
  }
  const base = match[3] ?? 'd'
  const digits = value.toString(base === 'o' ? 8 : base === 'd' ? 10 : 16).padStart(Number(match[2] ?? 0), '0')
  return base === 'X' ? digits.toUpperCase() : digits
}
