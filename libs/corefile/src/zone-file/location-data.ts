import { invalid, type WordReader } from './word-reader.js'
import type { Word } from './words.js'
import { uint32 } from './octets.js'

/** Thousandths of a second of arc, counted from 2^31 at the equator and the prime meridian (RFC 1876, section 2). */
const ORIGIN = 2 ** 31
/** Centimetres below the reference spheroid at which altitudes begin. */
const LOWEST_CENTIMETRES = 10_000_000
const DEFAULT_SIZE = 100
const DEFAULT_HORIZONTAL = 1_000_000
const DEFAULT_VERTICAL = 1000

/** The octets of LOC data: `51 30 12.748 N 0 7 39.612 W 0m 1m 10000m 10m` (RFC 1876, section 3). */
export function locationOctets(reader: WordReader): number[] {
  const latitude = angle(reader, 'N', 'S', 90)
  const longitude = angle(reader, 'E', 'W', 180)
  const altitude = centimetres(reader.word('The altitude')) + LOWEST_CENTIMETRES
  const [size, horizontal, vertical] = [DEFAULT_SIZE, DEFAULT_HORIZONTAL, DEFAULT_VERTICAL].map((standard) =>
    precision(reader.left > 0 ? centimetres(reader.word('The size')) : standard),
  ) as [number, number, number]
  return [0, size, horizontal, vertical, ...uint32(latitude), ...uint32(longitude), ...uint32(altitude)]
}

/** Degrees, then maybe minutes, then maybe seconds, then the half of the globe. */
function angle(reader: WordReader, positive: string, negative: string, most: number): number {
  const units = [3_600_000, 60_000, 1000]
  let thousandths = 0
  for (const unit of units) {
    const word = reader.word('An angle')
    const value = /^\d{1,3}(\.\d{1,3})?$/.test(word.text) ? Number(word.text) : Number.NaN
    if (!(value <= (unit === 3_600_000 ? most : 59.999))) {
      throw invalid(word, `Degrees (0 to ${most}), minutes and seconds (below 60) should stand here`)
    }
    thousandths += Math.round(value * unit)
    const direction = reader.peek()?.text.toUpperCase()
    if (direction === positive || direction === negative) {
      reader.word('The direction')
      return direction === positive ? ORIGIN + thousandths : ORIGIN - thousandths
    }
  }
  throw invalid(reader.word('The direction'), `${positive} or ${negative} should stand here`)
}

function centimetres(word: Word): number {
  const match = /^(-?\d{1,8}(?:\.\d{1,2})?)m?$/i.exec(word.text)
  if (match === null) throw invalid(word, 'Metres should stand here, such as 10m')
  return Math.round(Number(match[1]) * 100)
}

/** A mantissa and a power of ten, four bits each. */
function precision(size: number): number {
  let mantissa = size
  let exponent = 0
  while (mantissa > 9) {
    mantissa = Math.floor(mantissa / 10)
    exponent++
  }
  return (mantissa << 4) | exponent
}
