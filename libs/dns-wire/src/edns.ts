import { RECORD_TYPES, type ExtendedError } from '#libs/dns-model'
import type { RecordHeader } from './resource-record.js'
import { WireReader } from './wire-reader.js'
import type { WireWriter } from './wire-writer.js'

const DNSSEC_OK = 1 << 15
/** Root name, type, class, TTL and length of an OPT record without options. */
const EMPTY_OPT_OCTETS = 11
const OPTION_HEADER_OCTETS = 4

/** Codes of EDNS options (IANA "DNS EDNS0 Option Codes") that the server treats by name. */
export const EDNS_OPTIONS = {
  NSID: 3,
  EXPIRE: 9,
  COOKIE: 10,
  TCP_KEEPALIVE: 11,
  PADDING: 12,
  EXTENDED_ERROR: 15,
} as const

export interface EdnsOption {
  readonly code: number
  readonly data: Uint8Array
}

/** What an OPT record says (RFC 6891, section 6.1). */
export interface Edns {
  /** The largest UDP message, in octets, that the sender can take. */
  readonly udpSize: number
  readonly version: number
  readonly dnssecOk: boolean
  /** The upper eight bits of the response code, in their place: 0, 16, 32... */
  readonly extendedRcode: number
  readonly options: readonly EdnsOption[]
}

/** Reads the data of an OPT record whose header was read. */
export function readEdns(reader: WireReader, header: RecordHeader): Edns {
  const data = new WireReader(reader.octets(header.length))
  const options: EdnsOption[] = []
  while (!data.atEnd) options.push({ code: data.uint16(), data: data.octets(data.uint16()) })
  return {
    udpSize: header.class,
    version: (header.ttl >>> 16) & 255,
    dnssecOk: (header.ttl & DNSSEC_OK) !== 0,
    extendedRcode: (header.ttl >>> 24) << 4,
    options,
  }
}

/** How long an OPT record is. */
export function ednsOctets(edns: Edns | undefined): number {
  if (edns === undefined) return 0
  return edns.options.reduce((sum, { data }) => sum + OPTION_HEADER_OCTETS + data.length, EMPTY_OPT_OCTETS)
}

/** Writes an OPT record. */
export function writeEdns(writer: WireWriter, edns: Edns): void {
  writer.name('.', false)
  writer.uint16(RECORD_TYPES.OPT)
  writer.uint16(edns.udpSize)
  writer.uint8(edns.extendedRcode >>> 4)
  writer.uint8(edns.version)
  writer.uint16(edns.dnssecOk ? DNSSEC_OK : 0)
  const lengthAt = writer.offset
  writer.uint16(0)
  for (const { code, data } of edns.options) {
    writer.uint16(code)
    writer.uint16(data.length)
    writer.octets(data)
  }
  const length = writer.offset - lengthAt - 2
  writer.overwrite(lengthAt, () => writer.uint16(length))
}

/** The option for an Extended DNS Error: the code in two octets, then the text in UTF-8 (RFC 8914, section 2). */
export function extendedErrorOption({ code, text }: ExtendedError): EdnsOption {
  const encoded = new TextEncoder().encode(text)
  const data = new Uint8Array(2 + encoded.length)
  data.set([code >>> 8, code & 255])
  data.set(encoded, 2)
  return { code: EDNS_OPTIONS.EXTENDED_ERROR, data }
}

/**
 * The first Extended DNS Error among the options; `undefined` without one, or when it is cut short. Broken UTF-8 is replaced, a final NUL dropped
 * (RFC 8914, section 2).
 */
export function extendedErrorOf({ options }: Edns): ExtendedError | undefined {
  const option = options.find(({ code }) => code === EDNS_OPTIONS.EXTENDED_ERROR)
  if (option === undefined || option.data.length < 2) return undefined
  const text = new TextDecoder().decode(option.data.subarray(2)).replace(/\0$/, '')
  return { code: new WireReader(option.data).uint16(), text }
}
