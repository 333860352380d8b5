import { parseRecordType, recordTypeOf, type RecordType } from '#libs/dns-model'

/** Mnemonics that CoreDNS knows beyond those of dns-model (IANA "DNS Parameters"), with their codes. */
const FURTHER_TYPES: Readonly<Record<string, number>> = {
  MD: 3,
  MF: 4,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  MINFO: 14,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  ATMA: 34,
  KX: 36,
  CERT: 37,
  APL: 42,
  IPSECKEY: 45,
  DHCID: 49,
  NSEC3PARAM: 51,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  MAILB: 253,
  MAILA: 254,
  AVC: 258,
  AMTRELAY: 260,
  RESINFO: 261,
  TA: 32768,
  DLV: 32769,
}

/** The classes that CoreDNS knows (RFC 1035, section 3.2.4; RFC 2136, section 1.3). */
export const CLASS_NAMES = ['IN', 'CS', 'CH', 'HS', 'NONE', 'ANY'] as const

export type ClassName = (typeof CLASS_NAMES)[number]

/** The class of a mnemonic in upper case. */
export function classOf(text: string): ClassName | undefined {
  return CLASS_NAMES.find((name) => name === text)
}

/** The response codes that have a name in CoreDNS, by name (IANA "DNS RCODEs"). */
export const RESPONSE_CODE_NAMES: ReadonlyMap<string, number> = new Map([
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'].map((name, code) => [name, code] as const),
  ...['YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE', 'DSOTYPENI'].map((name, i) => [name, i + 6] as const),
  ...['BADSIG', 'BADKEY', 'BADTIME', 'BADMODE', 'BADNAME', 'BADALG'].map((name, i) => [name, i + 16] as const),
  ...['BADTRUNC', 'BADCOOKIE'].map((name, i) => [name, i + 22] as const),
  ['NOTIMPL', 4] as const,
])

/** The type of a mnemonic in upper case; `TYPEnnn` for those that dns-model has no name for. */
export function typeOf(text: string): RecordType | undefined {
  const code = Object.hasOwn(FURTHER_TYPES, text) ? FURTHER_TYPES[text] : undefined
  return code === undefined ? mnemonic(text) : recordTypeOf(code)
}

function mnemonic(text: string): RecordType | undefined {
  return text === text.toUpperCase() && !text.startsWith('TYPE') ? parseRecordType(text) : undefined
}
