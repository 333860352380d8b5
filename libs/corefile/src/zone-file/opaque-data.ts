import { codeOfType, parseRecordType, type RecordType } from '#libs/dns-model'
import { fault } from '../problem.js'
import { typeOf } from '../record-names.js'
import { locationOctets } from './location-data.js'
import { lengthAndOctets, nameOctets, uint16, uint32 } from './octets.js'
import { serviceParameterOctets } from './service-parameters.js'
import { invalid, stringOctets, type WordReader } from './word-reader.js'
import type { Word } from './words.js'

/** How one field of a record is written and what octets it gives. */
type FieldForm =
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'algorithm'
  | 'type'
  | 'time'
  | 'name'
  | 'string'
  | 'strings'
  | 'text'
  | 'hex'
  | 'base64'
  | 'salt'
  | 'hash'
  | 'types'
  | 'parameters'
  | 'location'

const NAME_WITH_PREFERENCE = ['uint16', 'name'] as const
const KEY = ['uint16', 'uint8', 'uint8', 'base64'] as const
const DIGEST = ['uint16', 'algorithm', 'uint8', 'hex'] as const
const CERTIFICATE = ['uint8', 'uint8', 'uint8', 'hex'] as const
const SERVICE = ['uint16', 'name', 'parameters'] as const

/** The fields of the types that dns-model keeps as octets, each as its RFC lays it out. */
const FIELDS: Readonly<Partial<Record<RecordType, readonly FieldForm[]>>> = {
  LOC: ['location'],
  NAPTR: ['uint16', 'uint16', 'string', 'string', 'string', 'name'],
  DS: DIGEST,
  SSHFP: ['uint8', 'uint8', 'hex'],
  RRSIG: ['type', 'algorithm', 'uint8', 'uint32', 'time', 'time', 'uint16', 'name', 'base64'],
  NSEC: ['name', 'types'],
  DNSKEY: KEY,
  NSEC3: ['uint8', 'uint8', 'uint16', 'salt', 'hash', 'types'],
  TLSA: CERTIFICATE,
  SVCB: SERVICE,
  HTTPS: SERVICE,
  SPF: ['strings'],
  URI: ['uint16', 'uint16', 'text'],
  ...furtherFields({
    RP: ['name', 'name'],
    AFSDB: NAME_WITH_PREFERENCE,
    RT: NAME_WITH_PREFERENCE,
    KX: NAME_WITH_PREFERENCE,
    LP: NAME_WITH_PREFERENCE,
    CERT: ['uint16', 'uint16', 'algorithm', 'base64'],
    DHCID: ['base64'],
    SMIMEA: CERTIFICATE,
    CDS: DIGEST,
    CDNSKEY: KEY,
    OPENPGPKEY: ['base64'],
    ZONEMD: ['uint32', 'uint8', 'uint8', 'hex'],
    AVC: ['strings'],
    RESINFO: ['strings'],
  }),
}

function furtherFields(
  fields: Readonly<Record<string, readonly FieldForm[]>>,
): Partial<Record<RecordType, readonly FieldForm[]>> {
  return Object.fromEntries(Object.entries(fields).map(([mnemonic, forms]) => [typeOf(mnemonic), forms]))
}

/** The octets of a record's data, written in its own form or in that of unknown types: `\# LENGTH HEX` (RFC 3597, section 5). */
export function opaqueOctets(type: RecordType, reader: WordReader): number[] {
  const forms = FIELDS[type]
  if (forms === undefined || reader.peek()?.text === '\\#') return unknownForm(type, reader)
  return forms.flatMap((form) => READERS[form](reader))
}

const READERS: Readonly<Record<FieldForm, (reader: WordReader) => number[]>> = {
  uint8: (reader) => [reader.integer('This field', 0xff)],
  uint16: (reader) => uint16(reader.integer('This field', 0xffff)),
  uint32: (reader) => uint32(reader.integer('This field', 0xffff_ffff)),
  algorithm: (reader) => [algorithm(reader.word('The algorithm'))],
  type: (reader) => uint16(typeCode(reader.word('The type covered'))),
  time: (reader) => uint32(signatureTime(reader.word('The time'))),
  name: (reader) => nameOctets(reader.name('The name')),
  string: (reader) => lengthAndOctets(reader.string('The text')),
  strings: (reader) => reader.strings('The text').flatMap(lengthAndOctets),
  text: (reader) => [...stringOctets(reader.word('The text'))],
  hex: (reader) => hexOctets(joined(reader, 'Hexadecimal digits')),
  base64: (reader) => base64Octets(joined(reader, 'Data in base64')),
  salt: (reader) => {
    const word = reader.word('The salt')
    return word.text === '-' ? [0] : lengthAndOctets(hexOctets(word))
  },
  hash: (reader) => lengthAndOctets(base32Octets(reader.word('The hash'))),
  types: (reader) => typeBitmap(reader.rest().map(typeCode)),
  parameters: (reader) => serviceParameterOctets(reader.rest()),
  location: locationOctets,
}

function unknownForm(type: RecordType, reader: WordReader): number[] {
  const mark = reader.word(`The data of ${type}`)
  if (mark.text !== '\\#') throw invalid(mark, `Data of type ${type} is read only in the form \\# LENGTH HEX`)
  const length = reader.integer('The length', 0xffff)
  if (length === 0) return []
  const word = joined(reader, 'Hexadecimal digits')
  const octets = hexOctets(word)
  if (octets.length !== length)
    throw fault('invalid-file', `${length} octets are announced, ${octets.length} follow.`, word.place)
  return octets
}

/** All words that are left as one: long data may be cut by white space. */
function joined(reader: WordReader, what: string): Word {
  const first = reader.word(what)
  return { ...first, text: [first, ...reader.rest()].map((word) => word.text).join('') }
}

function hexOctets(word: Word): number[] {
  if (!/^([0-9a-f]{2})+$/i.test(word.text))
    throw invalid(word, 'Hexadecimal digits should stand here, two for an octet')
  return (word.text.match(/../g) as string[]).map((pair) => Number.parseInt(pair, 16))
}

function base64Octets(word: Word): number[] {
  if (!/^([0-9a-z+/]{4})*([0-9a-z+/]{2}==|[0-9a-z+/]{3}=)?$/i.test(word.text))
    throw invalid(word, 'Base64 should stand here')
  return Array.from(atob(word.text), (character) => character.charCodeAt(0))
}

/** Base 32 with the extended hexadecimal alphabet, without padding (RFC 4648, section 7; RFC 5155, section 3.3). */
function base32Octets(word: Word): number[] {
  if (!/^[0-9a-v]+$/i.test(word.text)) throw invalid(word, 'Base32 (0 to 9, A to V) should stand here')
  const bits = [...word.text].map((digit) => Number.parseInt(digit, 32).toString(2).padStart(5, '0')).join('')
  return (bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2))
}

/** Mnemonics of DNSSEC algorithms that zone files use (IANA "DNS Security Algorithm Numbers"). */
const ALGORITHMS: Readonly<Record<string, number>> = {
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  RSASHA1: 5,
  'RSASHA1-NSEC3-SHA1': 7,
  RSASHA256: 8,
  RSASHA512: 10,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
}

function algorithm(word: Word): number {
  const code = ALGORITHMS[word.text.toUpperCase()] ?? (/^\d{1,3}$/.test(word.text) ? Number(word.text) : Number.NaN)
  if (code <= 0xff) return code
  throw invalid(word, 'The algorithm must be a number from 0 to 255, or a name such as ECDSAP256SHA256')
}

function typeCode(word: Word): number {
  const type = typeOf(word.text.toUpperCase()) ?? parseRecordType(word.text)
  if (type === undefined) throw invalid(word, 'A record type should stand here')
  return codeOfType(type)
}

/** Seconds since 1970, or YYYYMMDDHHmmSS in UTC, modulo 2^32 (RFC 4034, section 3.2). */
function signatureTime(word: Word): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(word.text)
  if (parts === null) {
    if (/^\d{1,10}$/.test(word.text) && Number(word.text) <= 0xffff_ffff) return Number(word.text)
    throw invalid(word, 'The time must be written YYYYMMDDHHmmSS, or in seconds')
  }
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return (Date.UTC(year, month - 1, day, hour, minute, second) / 1000) % 2 ** 32
}

/** The blocks of a type bit map (RFC 4034, section 4.1.2). */
function typeBitmap(codes: readonly number[]): number[] {
  const windows = new Map<number, number[]>()
  for (const code of codes.toSorted((a, b) => a - b)) {
    const bits = windows.get(code >>> 8) ?? []
    const octet = (code & 0xff) >>> 3
    while (bits.length <= octet) bits.push(0)
    bits[octet] = (bits[octet] as number) | (0x80 >>> (code & 7))
    windows.set(code >>> 8, bits)
  }
  return [...windows].flatMap(([window, bits]) => [window, bits.length, ...bits])
}
