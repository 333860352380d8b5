import { addressBytes, addressFamily } from '#libs/ip-address'
import { lengthAndOctets, uint16 } from './octets.js'
import { invalid, stringOctets } from './word-reader.js'
import type { Word } from './words.js'

/** Parameter keys by name (RFC 9460, section 14.3.2; RFC 9461; RFC 9540). */
const KEYS: Readonly<Record<string, number>> = {
  mandatory: 0,
  alpn: 1,
  'no-default-alpn': 2,
  port: 3,
  ipv4hint: 4,
  ech: 5,
  ipv6hint: 6,
  dohpath: 7,
  ohttp: 8,
}

/** The octets of the parameters of SVCB and HTTPS records, in the order of their keys (RFC 9460, section 2.2). */
export function serviceParameterOctets(words: readonly Word[]): number[] {
  const parameters = new Map<number, number[]>()
  for (const { key, value, word } of pairs(words)) {
    const code = keyCode(key, word)
    if (parameters.has(code)) throw invalid(word, 'Each parameter may stand once only')
    parameters.set(code, valueOctets(code, value, word))
  }
  return [...parameters]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([code, octets]) => [...uint16(code), ...uint16(octets.length), ...octets])
}

interface Pair {
  readonly key: string
  readonly value: string
  readonly word: Word
}

/** `key`, `key=value`, or `key="value"`, which the scanner gives as two words. */
function pairs(words: readonly Word[]): Pair[] {
  const result: Pair[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word
    const [key, ...value] = word.text.split('=')
    const quoted = word.text.endsWith('=') ? words[i + 1] : undefined
    if (quoted?.isQuoted === true) i++
    result.push({
      key: (key as string).toLowerCase(),
      value: quoted?.isQuoted === true ? quoted.text : value.join('='),
      word,
    })
  }
  return result
}

function keyCode(key: string, word: Word): number {
  const code = KEYS[key] ?? (/^key(0|[1-9]\d{0,4})$/.test(key) ? Number(key.slice(3)) : Number.NaN)
  if (code <= 0xffff) return code
  throw invalid(word, `A parameter is ${Object.keys(KEYS).join(', ')} or keyNNN`)
}

function valueOctets(code: number, value: string, word: Word): number[] {
  switch (code) {
    case KEYS['mandatory']:
      return value
        .split(',')
        .map((key) => keyCode(key, word))
        .toSorted((a, b) => a - b)
        .flatMap(uint16)
    case KEYS['alpn']:
      return list(value).flatMap((protocol) => lengthAndOctets(stringOctets({ ...word, text: protocol })))
    case KEYS['no-default-alpn']:
    case KEYS['ohttp']:
      if (value !== '') throw invalid(word, 'This parameter has no value')
      return []
    case KEYS['port']:
      if (!/^\d{1,5}$/.test(value) || Number(value) > 0xffff)
        throw invalid(word, 'port must be a number from 0 to 65535')
      return uint16(Number(value))
    case KEYS['ipv4hint']:
      return addresses(value, 'IPv4', word)
    case KEYS['ipv6hint']:
      return addresses(value, 'IPv6', word)
    case KEYS['ech']:
      if (!/^[0-9a-z+/]+={0,2}$/i.test(value)) throw invalid(word, 'ech must be written in base64')
      return Array.from(atob(value), (character) => character.charCodeAt(0))
    default:
      return [...stringOctets({ ...word, text: value })]
  }
}

/** A list whose commas part, unless escaped by `\,` (RFC 9460, appendix A.1). */
function list(value: string): string[] {
  return value.split(/(?<!\\),/).map((item) => item.replaceAll('\\,', ','))
}

function addresses(value: string, family: 'IPv4' | 'IPv6', word: Word): number[] {
  return value.split(',').flatMap((address) => {
    if (addressFamily(address) !== family)
      throw invalid(word, `${family} addresses should stand here, parted by commas`)
    return [...addressBytes(address)]
  })
}
