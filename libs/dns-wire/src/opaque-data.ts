import type { OpaqueData, RecordType } from '#libs/dns-model'
import { MalformedMessage } from './malformed-message.js'
import { readName } from './domain-name.js'
import type { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

/** A part of RDATA: that many octets, a character string, or a name. */
type Field = number | 'string' | 'name'

/**
 * Types without a form of their own whose names old servers compress (RFC 3597, section 4). Their names are written out when
 * read, because a pointer means nothing in another message. What follows the listed fields is copied as it is.
 */
const FIELDS_WITH_NAMES: Partial<Record<RecordType, readonly Field[]>> = {
  TYPE3: ['name'], // MD
  TYPE4: ['name'], // MF
  TYPE7: ['name'], // MB
  TYPE8: ['name'], // MG
  TYPE9: ['name'], // MR
  TYPE14: ['name', 'name'], // MINFO
  TYPE17: ['name', 'name'], // RP
  TYPE18: [2, 'name'], // AFSDB
  TYPE21: [2, 'name'], // RT
  TYPE24: [18, 'name'], // SIG
  TYPE26: [2, 'name', 'name'], // PX
  TYPE30: ['name'], // NXT
  NAPTR: [4, 'string', 'string', 'string', 'name'],
}

/** Reads RDATA of a type that is passed on as it is. `end` is the offset after it. */
export function readOpaqueData(reader: WireReader, type: OpaqueData['type'], end: number): OpaqueData {
  const writer = new WireWriter('uncompressed')
  for (const field of FIELDS_WITH_NAMES[type] ?? []) {
    if (field === 'name') writer.name(readName(reader), false)
    else if (field === 'string') writer.characterString(reader.characterString())
    else writer.octets(reader.octets(field))
  }
  if (reader.offset > end) throw new MalformedMessage('a record is longer than its length says')
  writer.octets(reader.octets(end - reader.offset))
  return { type, hex: Buffer.from(writer.finish()).toString('hex') }
}

/** Writes RDATA as it was read. */
export function writeOpaqueData(writer: WireWriter, data: OpaqueData): void {
  writer.octets(Buffer.from(data.hex, 'hex'))
}
