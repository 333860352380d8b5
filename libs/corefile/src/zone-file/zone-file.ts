import { parseRecordType, type DomainName, type RecordType, type ResourceRecord } from '#libs/dns-model'
import { folderOf, type GivenFile } from '../given-files.js'
import { CorefileFault, fault } from '../problem.js'
import { classOf, typeOf } from '../record-names.js'
import type { CorefilePlace } from '../settings.js'
import { generatedLines } from './generate.js'
import { readRecordData } from './record-data.js'
import { absoluteName, invalid, secondsOf, WordReader } from './word-reader.js'
import { entriesOf, type Entry, type Word } from './words.js'

/** Finds a file that `$INCLUDE` names. */
export type IncludeLookup = (path: string) => GivenFile | undefined

const MAX_INCLUDE_DEPTH = 7
/** A ConfigMap holds at most 1 MiB, but one `$GENERATE` line makes up to 65,536 records. */
const MAX_RECORDS = 100_000
/** What CoreDNS's DNS library gives records of text that has no TTL. */
const DEFAULT_RECORD_TTL = 3600

/**
 * The records of a master file (RFC 1035, section 5; `$TTL` by RFC 2308, section 4; BIND's `$GENERATE`), in the file's order.
 * Owners are in lower case, as CoreDNS keeps them, except those of SRV records.
 * @throws CorefileFault `invalid-file` with the place inside the file, `file-not-given` for an `$INCLUDE`.
 */
export function readZoneFile(text: string, origin: DomainName, file: string, include: IncludeLookup): ResourceRecord[] {
  const records: ResourceRecord[] = []
  new ZoneReader(records, include).read(text, file, { origin, depth: 0 })
  return records
}

/**
 * The first record of a text in presentation form, as the templates of the template plugin give it: relative names are completed
 * with the root, a missing TTL is 3600; what follows is not looked at. `undefined` for a text that begins with no record.
 */
export function parseResourceRecord(text: string): ResourceRecord | undefined {
  const records: ResourceRecord[] = []
  const start = { origin: '.', depth: 0, ttl: { seconds: DEFAULT_RECORD_TTL, isByDirective: false } }
  try {
    new ZoneReader(records, () => undefined, false).read(text, 'record', start)
  } catch (error) {
    if (!(error instanceof CorefileFault)) throw error
  }
  return records[0]
}

interface ReaderState {
  origin: DomainName
  readonly depth: number
  owner?: DomainName
  /** The TTL of records that name none. One from `$TTL` is not changed by later records. */
  ttl?: { readonly seconds: number; readonly isByDirective: boolean }
}

class ZoneReader {
  constructor(
    private readonly records: ResourceRecord[],
    private readonly include: IncludeLookup,
    private readonly isLowerCase = true,
  ) {}

  read(text: string, file: string, state: ReaderState): void {
    for (const entry of entriesOf(text, file)) {
      const first = entry.words[0] as Word
      if (!entry.isIndented && !first.isQuoted && first.text.startsWith('$')) this.#directive(entry, state)
      else this.#record(entry, state)
    }
  }

  #directive(entry: Entry, state: ReaderState): void {
    const [directive, ...words] = entry.words as [Word, ...Word[]]
    const reader = new WordReader(words, state.origin, directive.place)
    switch (directive.text.toUpperCase()) {
      case '$ORIGIN':
        state.origin = reader.name('The origin')
        return reader.end()
      case '$TTL':
        state.ttl = { seconds: reader.seconds('The TTL'), isByDirective: true }
        return reader.end()
      case '$INCLUDE':
        return this.#include(reader, directive, state)
      case '$GENERATE': {
        const inner: ReaderState = { ...state, ttl: { seconds: DEFAULT_RECORD_TTL, isByDirective: false } }
        for (const line of generatedLines(words, directive.place)) this.#generated(line, directive.place, inner)
        return
      }
      default:
        throw invalid(directive, '$ORIGIN, $TTL, $INCLUDE or $GENERATE should stand here')
    }
  }

  #generated(line: string, place: CorefilePlace, state: ReaderState): void {
    for (const entry of entriesOf(line, place.file)) {
      const words = entry.words.map((word) => ({ ...word, place }))
      if (words[0]?.text.startsWith('$') === true) throw fault('invalid-file', '$GENERATE makes records only.', place)
      this.#record({ ...entry, words }, state)
    }
  }

  #include(reader: WordReader, directive: Word, state: ReaderState): void {
    const path = reader.word('The file')
    const origin = reader.left > 0 ? reader.name('The origin') : state.origin
    reader.end()
    if (state.depth >= MAX_INCLUDE_DEPTH)
      throw invalid(path, `$INCLUDE may be nested ${MAX_INCLUDE_DEPTH} times at most`)
    const isRelative = !path.text.startsWith('/')
    const file = this.include(isRelative ? `${folderOf(directive.place.file)}/${path.text}` : path.text)
    if (file === undefined) {
      const message = `The file "${path.text}" is not among the files given; only those are read, never a path on our disk.`
      throw fault('file-not-given', message, path.place)
    }
    this.read(file.text, file.name, {
      origin,
      depth: state.depth + 1,
      ...(state.ttl === undefined ? {} : { ttl: state.ttl }),
    })
  }

  /** `[OWNER] [TTL] [CLASS] TYPE DATA`, TTL and CLASS in any order. */
  #record(entry: Entry, state: ReaderState): void {
    const words = [...entry.words]
    const start = (words[0] as Word).place
    if (!entry.isIndented) state.owner = absoluteName(words.shift() as Word, state.origin)
    if (state.owner === undefined)
      throw fault('invalid-file', 'The first record must begin with its owner name.', start)
    const header = readHeader(words, start)
    const ttl = header.ttl ?? state.ttl?.seconds ?? missingTtl(entry, header)
    if (header.ttl !== undefined && state.ttl?.isByDirective !== true) {
      state.ttl = { seconds: header.ttl, isByDirective: false }
    }
    const data = readRecordData(header.type, new WordReader(words, state.origin, start))
    const isKept = !this.isLowerCase || header.type === 'SRV'
    this.records.push({ name: isKept ? state.owner : lowerCase(state.owner), ttl, data })
    if (this.records.length > MAX_RECORDS) {
      throw fault('limit-exceeded', `A zone file may give at most ${MAX_RECORDS} records; cut it into several.`, start)
    }
  }
}

interface Header {
  readonly type: RecordType
  readonly ttl?: number
  readonly hasClass: boolean
}

/**
 * The TTL where neither the record nor anything ahead of it names one: CoreDNS's DNS library refuses `OWNER TYPE DATA` then,
 * but takes 0 where the class, or no owner, is written.
 */
function missingTtl(entry: Entry, header: Header): number {
  if (header.hasClass || entry.isIndented) return 0
  const place = (entry.words[0] as Word).place
  throw fault('invalid-file', 'This record has no TTL; begin the file with a $TTL line.', place)
}

/** Takes TTL, class and type off the front of the words. */
function readHeader(words: Word[], start: CorefilePlace): Header {
  let ttl: number | undefined
  let hasClass = false
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const upper = word.text.toUpperCase()
    const type = typeOf(upper) ?? parseRecordType(upper)
    // ANY is a class and a type; no record has either.
    if (type !== undefined && type !== 'ANY') return { type, hasClass, ...(ttl === undefined ? {} : { ttl }) }
    const seconds = ttl === undefined ? secondsOf(word.text) : undefined
    if (seconds !== undefined) {
      ttl = seconds
    } else if (!hasClass && (upper === 'IN' || upper === 'CLASS1')) {
      hasClass = true
    } else if (classOf(upper) !== undefined || upper.startsWith('CLASS')) {
      throw invalid(word, 'Only records of class IN are served')
    } else {
      throw invalid(word, 'A TTL, the class IN or a record type should stand here')
    }
  }
  throw fault('invalid-file', 'The type of this record is missing.', start)
}

function lowerCase(name: DomainName): DomainName {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
