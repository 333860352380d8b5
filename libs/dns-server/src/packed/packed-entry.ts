import type { LoadbalancePlugin } from '#libs/corefile'
import type { Answer, RecordData, ResourceRecord } from '#libs/dns-model'
import { encodeWithin, type Query } from '#libs/dns-wire'
import { grouped } from '../rotation.js'
import { recordPlaces, type RecordPlace } from './record-places.js'
import { TRAIT } from './table-memory.js'

/** An answer as the table keeps it. */
export interface PackedEntry {
  readonly hash: number
  readonly type: number
  /** In lower case, as octets. */
  readonly name: Uint8Array
  readonly dependencies: readonly number[]
  /** The reply's flags and code, without RD and CD. */
  readonly flags: number
  /** The number of the metrics' zone. */
  readonly zone: number
  readonly traits: number
  readonly maxSize: number
  readonly serialAt: number
  readonly counts: readonly [answer: number, authority: number, additional: number]
  readonly body: Uint8Array
  readonly plainOctets: number
  readonly lists: readonly number[]
  readonly room: number
  readonly plainRoom: number
}

/** The reply to one question, for a client that takes so much. Nothing in it comes from the request. */
export interface PackedReply extends Pick<
  PackedEntry,
  'flags' | 'counts' | 'body' | 'plainOctets' | 'room' | 'plainRoom'
> {
  readonly traits: number
  /** Records that change places: for each group the octets of the body where they begin, and where the last ends. */
  readonly groups: readonly (readonly number[])[]
  readonly serialAt: number
}

/** How much a reply may have, without its OPT record: at all, and uncompressed. */
export interface Room {
  readonly room: number
  readonly plainRoom: number
}

/** Answers that take more are not kept. Octets. */
const LARGEST_BODY = 4096
const HEADER_OCTETS = 12
const QUESTION_FIXED = 4
const WHOLE = 65_535
const FLAGS_OF_CLIENT = 0x0110
const TTL_OCTETS = 4
/** From the end of a SOA record back to its serial: refresh, retry, expire and minimum stand between. */
const SERIAL_FROM_END = 20

/**
 * The reply to a question in lower case as the table keeps it; `undefined` for one that has to be made anew each time: too large,
 * or with an order that only shuffling before encoding gives.
 */
export function packReply(
  query: Query,
  answer: Answer,
  loadbalance: LoadbalancePlugin | undefined,
  room: Room,
): PackedReply | undefined {
  if (answer.extendedError !== undefined || answer.dropped !== undefined) return undefined
  const rotates = loadbalance !== undefined && answer.rcode === 'NOERROR'
  if (rotates && (loadbalance.policy !== 'round_robin' || loadbalance.prefer.length > 0)) return undefined
  if (areAddressesOf(query, answer)) return packAddresses(query, answer, rotates)
  const ordered = rotates ? grouped(answer) : answer
  const plain = encodeWithin(query, ordered, 'uncompressed', WHOLE)
  if (plain.isComplete && plain.bytes.length <= room.plainRoom) {
    return packBody(ordered, plain.bytes, { rotates, traits: 0, plainOctets: plain.bytes.length, ...NO_ROOM })
  }
  const compressed = encodeWithin(query, ordered, 'compressed', room.room)
  const traits = TRAIT.COMPRESSED | (compressed.isComplete ? 0 : TRAIT.CUT)
  const plainOctets = plain.isComplete ? plain.bytes.length : WHOLE
  return packBody(ordered, compressed.bytes, {
    rotates,
    traits,
    plainOctets,
    ...(compressed.isComplete ? NO_ROOM : room),
  })
}

const NO_ROOM: Room = { room: 0, plainRoom: 0 }

function areAddressesOf(query: Query, { answer, authority, additional, rcode, truncated }: Answer): boolean {
  const { name, type } = query.question
  const [first] = answer
  return (
    first !== undefined &&
    name !== '.' &&
    (type === 'A' || type === 'AAAA') &&
    rcode === 'NOERROR' &&
    !truncated &&
    authority.length === 0 &&
    additional.length === 0 &&
    answer.every((record) => record.name === name && record.ttl === first.ttl && record.data.type === type)
  )
}

function packAddresses(query: Query, answer: Answer, rotates: boolean): PackedReply | undefined {
  const { bytes, isComplete } = encodeWithin(query, answer, 'uncompressed', WHOLE)
  const [first] = isComplete ? placesOf(answer, bytes) : []
  if (first === undefined) return undefined
  const size = first.end - first.dataAt
  const body = new Uint8Array(TTL_OCTETS + answer.answer.length * size)
  if (body.length > LARGEST_BODY) return undefined
  body.set(bytes.subarray(first.dataAt - 6, first.dataAt - 2))
  answer.answer.forEach((_record, index) => {
    const end = first.end + index * (first.end - first.start)
    body.set(bytes.subarray(end - size, end), TTL_OCTETS + index * size)
  })
  return {
    flags: flagsOf(bytes),
    traits: TRAIT.ADDRESSES | (rotates ? TRAIT.ROTATES : 0),
    counts: [answer.answer.length, 0, 0],
    body,
    plainOctets: bytes.length,
    groups: [],
    serialAt: 0,
    ...NO_ROOM,
  }
}

interface Packing extends Room {
  readonly rotates: boolean
  readonly traits: number
  readonly plainOctets: number
}

function packBody(answer: Answer, bytes: Uint8Array, packing: Packing): PackedReply | undefined {
  const places = placesOf(answer, bytes)
  const start = questionEnd(bytes)
  const records = [...answer.answer, ...answer.authority, ...answer.additional]
  const groups = packing.rotates ? groupsOf(answer, places, bytes, packing.traits) : []
  if (groups === undefined || bytes.length - start > LARGEST_BODY) return undefined
  const soa = records.findIndex(({ data }) => data.type === 'SOA')
  const soaEnd = places[soa]?.end
  const { rotates: _rotates, ...rest } = packing
  return {
    ...rest,
    flags: flagsOf(bytes),
    counts: [countAt(bytes, 6), countAt(bytes, 8), countAt(bytes, 10)],
    body: bytes.slice(start),
    groups: groups.map((group) => group.map((octet) => octet - start)),
    serialAt: soaEnd === undefined ? 0 : soaEnd - SERIAL_FROM_END - start,
  }
}

/**
 * The records that `loadbalance` shuffles: addresses, and MX records, of each section. `undefined` when their octets can't simply
 * change places: another order of compressed names has other pointers, and another order may cut other records off.
 */
function groupsOf(
  { answer, authority, additional }: Answer,
  places: readonly RecordPlace[],
  bytes: Uint8Array,
  traits: number,
): number[][] | undefined {
  const groups: number[][] = []
  let first = 0
  for (const section of [answer, authority, additional]) {
    for (const isMember of [isAddress, isExchange]) {
      const members = section.flatMap(({ data }, index) => (isMember(data) ? [first + index] : []))
      if (members.length < 2) continue
      // Cut off before the group began: in every order.
      if ((members[0] as number) > places.length) continue
      const there = members.flatMap((index) => places[index] ?? [])
      const isSimple = (traits & TRAIT.COMPRESSED) === 0 || (isMember === isAddress && haveEqualHeads(there, bytes))
      if (there.length < members.length || !isSimple) return undefined
      groups.push([...there.map(({ start }) => start), (there.at(-1) as RecordPlace).end])
    }
    first += section.length
  }
  return groups
}

function isAddress({ type }: RecordData): boolean {
  return type === 'A' || type === 'AAAA'
}

function isExchange({ type }: RecordData): boolean {
  return type === 'MX'
}

/** Records of one name, written alike but for their data. */
function haveEqualHeads(places: readonly RecordPlace[], bytes: Uint8Array): boolean {
  const [head] = places.map(({ start, dataAt }) => Buffer.from(bytes.subarray(start, dataAt)))
  return places.every(({ start, dataAt }) => head?.equals(bytes.subarray(start, dataAt)))
}

function placesOf({ answer, authority, additional }: Answer, bytes: Uint8Array): readonly RecordPlace[] {
  const written = countAt(bytes, 6) + countAt(bytes, 8) + countAt(bytes, 10)
  const all: readonly ResourceRecord[] = [...answer, ...authority, ...additional]
  return recordPlaces(bytes, questionEnd(bytes), Math.min(written, all.length))
}

function questionEnd(bytes: Uint8Array): number {
  let at = HEADER_OCTETS
  while ((bytes[at] as number) !== 0) at += (bytes[at] as number) + 1
  return at + 1 + QUESTION_FIXED
}

function flagsOf(bytes: Uint8Array): number {
  return countAt(bytes, 2) & ~FLAGS_OF_CLIENT
}

function countAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}
