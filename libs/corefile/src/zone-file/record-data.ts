import type { RecordData, RecordType } from '#libs/dns-model'
import { canonicalAddress, addressFamily } from '#libs/ip-address'
import { opaqueOctets } from './opaque-data.js'
import { invalid, stringOctets, type WordReader } from './word-reader.js'

const MAX_UINT8 = 0xff
const MAX_UINT16 = 0xffff
const MAX_UINT32 = 0xffff_ffff

/**
 * Reads the data of one record in presentation form.
 * @throws CorefileFault `invalid-file` at the word that is wrong.
 */
export function readRecordData(type: RecordType, reader: WordReader): RecordData {
  const data = readFields(type, reader)
  reader.end()
  return data
}

function readFields(type: RecordType, reader: WordReader): RecordData {
  switch (type) {
    case 'A':
      return { type, address: address(reader, 'IPv4') }
    case 'AAAA':
      return { type, address: address(reader, 'IPv6') }
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return { type, target: reader.name(`The target of ${type}`) }
    case 'MX':
      return { type, preference: reader.integer('The preference', MAX_UINT16), exchange: reader.name('The exchange') }
    case 'SRV':
      return {
        type,
        priority: reader.integer('The priority', MAX_UINT16),
        weight: reader.integer('The weight', MAX_UINT16),
        port: reader.integer('The port', MAX_UINT16),
        target: reader.name('The target of SRV'),
      }
    case 'SOA':
      return {
        type,
        primary: reader.name('The primary name server'),
        mailbox: reader.name('The mailbox'),
        serial: reader.integer('The serial', MAX_UINT32),
        refresh: reader.seconds('The refresh time'),
        retry: reader.seconds('The retry time'),
        expire: reader.seconds('The expire time'),
        minimum: reader.seconds('The minimum TTL'),
      }
    case 'TXT':
      return { type, strings: reader.strings('The text').map(text) }
    case 'HINFO':
      return { type, cpu: text(reader.string('The CPU')), os: text(reader.string('The system')) }
    case 'CAA':
      return {
        type,
        flags: reader.integer('The flags', MAX_UINT8),
        tag: reader.word('The tag').text,
        value: text(stringOctets(reader.word('The value'))),
      }
    default:
      return { type, hex: hex(opaqueOctets(type, reader)) }
  }
}

function address(reader: WordReader, family: 'IPv4' | 'IPv6'): string {
  const word = reader.word('The address')
  if (addressFamily(word.text) !== family) throw invalid(word, `The address must be an ${family} one`)
  return canonicalAddress(word.text) as string
}

/** One character for each octet, as dns-model keeps texts. */
function text(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join('')
}

function hex(octets: readonly number[]): string {
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join('')
}
