import type { OpaqueData, RecordData, RecordType } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { addressBytes, addressFamily, bytesText } from '#libs/ip-address'
import { readName } from './domain-name.js'
import { MalformedMessage } from './malformed-message.js'
import { readOpaqueData, writeOpaqueData } from './opaque-data.js'
import { latin1, type WireReader } from './wire-reader.js'
import type { WireWriter } from './wire-writer.js'

const IPV4_OCTETS = 4
const IPV6_OCTETS = 16

/** Reads RDATA of `length` octets; it must be just that long. */
export function readRecordData(reader: WireReader, type: RecordType, length: number): RecordData {
  const end = reader.offset + length
  if (end > reader.bytes.length) throw new MalformedMessage('it ends inside a record')
  const data = readFields(reader, type, end)
  if (reader.offset !== end) throw new MalformedMessage(`the length of ${type} data is wrong`)
  return data
}

function readFields(reader: WireReader, type: RecordType, end: number): RecordData {
  switch (type) {
    case 'A':
      return { type, address: bytesText(reader.octets(IPV4_OCTETS)) }
    case 'AAAA':
      return { type, address: bytesText(reader.octets(IPV6_OCTETS)) }
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return { type, target: readName(reader) }
    case 'MX':
      return { type, preference: reader.uint16(), exchange: readName(reader) }
    case 'SRV':
      return {
        type,
        priority: reader.uint16(),
        weight: reader.uint16(),
        port: reader.uint16(),
        target: readName(reader),
      }
    case 'SOA':
      return {
        type,
        primary: readName(reader),
        mailbox: readName(reader),
        serial: reader.uint32(),
        refresh: reader.uint32(),
        retry: reader.uint32(),
        expire: reader.uint32(),
        minimum: reader.uint32(),
      }
    case 'TXT': {
      const strings: string[] = []
      while (reader.offset < end) strings.push(reader.characterString())
      return { type, strings }
    }
    case 'HINFO':
      return { type, cpu: reader.characterString(), os: reader.characterString() }
    case 'CAA': {
      const flags = reader.uint8()
      const tag = reader.characterString()
      if (reader.offset > end) throw new MalformedMessage('a CAA tag is longer than its record')
      return { type, flags, tag, value: latin1(reader.octets(end - reader.offset)) }
    }
    default:
      return readOpaqueData(reader, type, end)
  }
}

/**
 * Writes RDATA without its length. Only names in types of RFC 1035 become pointers (RFC 3597, section 4), so not those of SRV
 * (RFC 2782) and DNAME (RFC 6672, section 2.5).
 * @throws NamescopeError `invalid-name`, `invalid-address`, `invalid-argument` for data that no message can hold.
 */
export function writeRecordData(writer: WireWriter, data: RecordData): void {
  switch (data.type) {
    case 'A':
    case 'AAAA':
      writer.octets(octetsOf(data.type, data.address))
      break
    case 'CNAME':
    case 'NS':
    case 'PTR':
      writer.name(data.target, true)
      break
    case 'DNAME':
      writer.name(data.target, false)
      break
    case 'MX':
      writer.uint16(data.preference)
      writer.name(data.exchange, true)
      break
    case 'SRV':
      writer.uint16(data.priority)
      writer.uint16(data.weight)
      writer.uint16(data.port)
      writer.name(data.target, false)
      break
    case 'SOA':
      writer.name(data.primary, true)
      writer.name(data.mailbox, true)
      for (const number of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) writer.uint32(number)
      break
    case 'TXT':
      for (const text of data.strings) writer.characterString(text)
      break
    case 'HINFO':
      writer.characterString(data.cpu)
      writer.characterString(data.os)
      break
    case 'CAA':
      writer.uint8(data.flags)
      writer.characterString(data.tag)
      writer.text(data.value)
      break
    default:
      writeOpaqueData(writer, data satisfies OpaqueData)
  }
}

function octetsOf(type: 'A' | 'AAAA', address: string): Uint8Array {
  const family = addressFamily(address)
  if (family !== (type === 'A' ? 'IPv4' : 'IPv6')) {
    throw new NamescopeError('invalid-address', `"${address}" can't be the address of a record of type ${type}.`)
  }
  return addressBytes(address)
}
