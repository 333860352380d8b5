/**
 * Resource record types by mnemonic (IANA "DNS Parameters"). Only types that Namescope serves, passes on
 * with a known layout, or is likely to be asked for have a mnemonic; every other type is written TYPEnnn (RFC 3597, section 5).
 */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const

/** A type's mnemonic, or TYPEnnn for one without (RFC 3597). Always upper case. */
export type RecordType = keyof typeof RECORD_TYPES | `TYPE${number}`

const MNEMONICS = new Map<number, RecordType>(
  Object.entries(RECORD_TYPES).map(([mnemonic, code]) => [code, mnemonic as RecordType]),
)
const HIGHEST_CODE = 65535

/** The mnemonic of a type code (0 to 65535). */
export function recordTypeOf(code: number): RecordType {
  return MNEMONICS.get(code) ?? `TYPE${code}`
}

/** The code (0 to 65535) of a mnemonic. */
export function codeOfType(type: RecordType): number {
  return (RECORD_TYPES as Record<string, number>)[type] ?? Number(type.slice('TYPE'.length))
}

/** Reads a type as people write it, in any case: `a`, `SRV`, `TYPE65`. `undefined` when there is no such type. */
export function parseRecordType(text: string): RecordType | undefined {
  const upper = text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
  if (Object.hasOwn(RECORD_TYPES, upper)) return upper as RecordType
  const numbered = /^TYPE(0|[1-9]\d{0,4})$/.exec(upper)
  if (numbered === null) return undefined
  const code = Number(numbered[1])
  return code <= HIGHEST_CODE ? recordTypeOf(code) : undefined
}
