import { codeOfType, recordTypeOf, type ResourceRecord } from '#libs/dns-model'
import { readName } from './domain-name.js'
import { readRecordData, writeRecordData } from './record-data.js'
import type { WireReader } from './wire-reader.js'
import type { WireWriter } from './wire-writer.js'

/** The class of everything on the Internet (RFC 1035, section 3.2.4). */
export const CLASS_IN = 1
const HIGHEST_TTL = 0x7fffffff

/** What stands before a record's data. For an OPT record `class` and `ttl` mean something else (RFC 6891, section 6.1.2). */
export interface RecordHeader {
  readonly name: string
  /** The type's code. */
  readonly type: number
  readonly class: number
  /** The 32 bits as they are. */
  readonly ttl: number
  /** Octets of data that follow. */
  readonly length: number
}

export function readRecordHeader(reader: WireReader): RecordHeader {
  return {
    name: readName(reader),
    type: reader.uint16(),
    class: reader.uint16(),
    ttl: reader.uint32(),
    length: reader.uint16(),
  }
}

/** Reads the data that belongs to a header of class IN. */
export function readRecord(reader: WireReader, header: RecordHeader): ResourceRecord {
  const data = readRecordData(reader, recordTypeOf(header.type), header.length)
  // A TTL with the highest bit set counts as zero (RFC 2181, section 8).
  return { name: header.name, ttl: header.ttl > HIGHEST_TTL ? 0 : header.ttl, data }
}

/**
 * Writes a record of class IN.
 * @throws NamescopeError as `writeRecordData`
 */
export function writeRecord(writer: WireWriter, record: ResourceRecord): void {
  writer.name(record.name, true)
  writer.uint16(codeOfType(record.data.type))
  writer.uint16(CLASS_IN)
  writer.uint32(record.ttl)
  const lengthAt = writer.offset
  writer.uint16(0)
  writeRecordData(writer, record.data)
  const length = writer.offset - lengthAt - 2
  writer.overwrite(lengthAt, () => writer.uint16(length))
}
