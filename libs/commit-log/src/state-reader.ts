import { createHash } from 'node:crypto'
import { EMPTY_STATE, StateDraft, keyOf, type Interner, type SlimObject } from '#libs/cluster-model'
import type { Checkpoint } from './checkpoint.js'
import { checkVersion } from './codec-version.js'
import { DIGEST_LENGTH } from './digest.js'
import { PackedReader } from './packed-reader.js'
import * as format from './state-format.js'

/** What a checkpoint holds besides its objects. */
export type CheckpointFacts = Omit<Checkpoint, 'state'>

/**
 * Takes the chunks of `encodeState` in their order and gives the objects of each. Nothing counts before `finish`: only the last
 * chunk tells that none is missing or altered.
 */
export class StateObjects {
  readonly #checksum = createHash('sha256')
  #header: format.StateHeader | undefined
  #objects = 0
  #ended = false

  /** @param interner shares what objects of different chunks have in common; within a chunk they do so anyway */
  constructor(private readonly interner?: Interner) {}

  /** True once the last chunk has come. */
  get isComplete(): boolean {
    return this.#ended
  }

  /** @throws NamescopeError `log-corrupt` for a chunk that is damaged, foreign or out of order */
  add(bytes: Uint8Array): readonly SlimObject[] {
    const chunk = format.inflateChunk(bytes)
    const reader = new PackedReader(chunk)
    checkVersion(reader.read(), 'a checkpoint')
    const type = reader.read()
    if ((type === format.HEADER) !== (this.#header === undefined) || this.#ended) {
      throw format.damagedCheckpoint('its parts are not in order')
    }
    if (type === format.END) {
      this.#end(reader, chunk)
      return []
    }
    this.#checksum.update(chunk)
    if (type === format.OBJECTS) return this.#objectsIn(reader, chunk)
    if (type !== format.HEADER) throw format.damagedCheckpoint(`a part is of type ${String(type)}`)
    this.#header = reader.read() as format.StateHeader
    return []
  }

  /** @throws NamescopeError `log-corrupt` when the last chunk is missing */
  finish(): CheckpointFacts {
    if (this.#header === undefined || !this.#ended) throw format.damagedCheckpoint('its last part is missing')
    const { cluster, epoch, number, observedAt, coverage, serials } = this.#header
    return { revision: { cluster, epoch, number }, observedAt, coverage, serials }
  }

  #objectsIn(reader: PackedReader, chunk: Uint8Array): SlimObject[] {
    const rowsStart = (reader.read() as number) + reader.at
    if (rowsStart > chunk.length) throw format.damagedCheckpoint('a part is torn')
    const shared: unknown[] = []
    const sharedReader = new PackedReader(chunk.subarray(0, rowsStart), reader.at)
    while (!sharedReader.atEnd) shared.push(this.#interned(sharedReader.read()))
    const rows = new PackedReader(chunk, rowsStart)
    const objects: SlimObject[] = []
    while (!rows.atEnd) objects.push(objectOf(rows.read() as format.ObjectRow, shared))
    this.#objects += objects.length
    return objects
  }

  #interned(value: unknown): unknown {
    return typeof value === 'object' && value !== null && this.interner !== undefined
      ? this.interner.share(value)
      : value
  }

  #end(reader: PackedReader, chunk: Uint8Array): void {
    const objects = reader.read()
    const end = chunk.length - DIGEST_LENGTH
    const checksum = this.#checksum.update(chunk.subarray(0, reader.at)).digest()
    if (objects !== this.#objects || reader.at !== end || checksum.compare(chunk, end) !== 0) {
      throw format.damagedCheckpoint('its checksum is another')
    }
    this.#ended = true
  }
}

/**
 * Takes the chunks of `encodeState` in their order and gives the checkpoint. Chunk by chunk, so that the caller can pause.
 * What a chunk's objects share is shared again in the state: the pods of one ReplicaSet hold one label map.
 */
export class StateDecoder {
  readonly #draft = new StateDraft(EMPTY_STATE)
  readonly #objects: StateObjects

  /** @param interner as for `StateObjects` */
  constructor(interner?: Interner) {
    this.#objects = new StateObjects(interner)
  }

  /** @throws NamescopeError `log-corrupt` for a chunk that is damaged, foreign or out of order */
  add(bytes: Uint8Array): void {
    for (const object of this.#objects.add(bytes)) this.#draft.apply({ key: keyOf(object), after: object })
  }

  /** @throws NamescopeError `log-corrupt` when the last chunk is missing */
  finish(): Checkpoint {
    return { ...this.#objects.finish(), state: this.#draft.finish() }
  }
}

/** The checkpoint in these chunks. @throws NamescopeError `log-corrupt` */
export function decodeState(chunks: Iterable<Uint8Array>): Checkpoint {
  const decoder = new StateDecoder()
  for (const chunk of chunks) decoder.add(chunk)
  return decoder.finish()
}

function objectOf([kind, namespace, name, own, places]: format.ObjectRow, shared: readonly unknown[]): SlimObject {
  const object: Record<string, unknown> = { kind, namespace, name, ...own }
  for (const field in places) {
    const place = places[field]!
    if (place >= shared.length) throw format.damagedCheckpoint(`it names a shared value ${place} that it does not hold`)
    object[field] = shared[place]
  }
  return object as unknown as SlimObject
}
