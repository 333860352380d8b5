import { createHash } from 'node:crypto'
import { FIELD_SET_VERSION, type SlimObject } from '#libs/cluster-model'
import { objectsInOrder, SHARED_FIELDS, type Checkpoint } from './checkpoint.js'
import { CODEC_VERSION } from './codec-version.js'
import { fieldsOf } from './change-body.js'
import { packValue, PackedWriter } from './packed-writer.js'
import * as format from './state-format.js'

/** Bytes after which a chunk is closed: a few milliseconds of work for the writer and for the reader. */
const CHUNK_SIZE = 64 * 1024

/**
 * The bytes of a checkpoint, in chunks of 64 KiB before they are deflated, so that 150,000 pods need no giant string and the caller can pause
 * between two of them. Equal checkpoints have equal bytes. The layout is `state-format.ts`'s.
 * @param isIn which objects; all unless told otherwise
 * @param part what of each object; the whole of it unless told otherwise
 */
export function* encodeState(
  checkpoint: Checkpoint,
  isIn?: (object: SlimObject) => boolean,
  part: (object: SlimObject) => SlimObject = (object) => object,
): Generator<Uint8Array> {
  const checksum = createHash('sha256')
  const chunks = chunksOf(checkpoint, part, isIn)
  for (let next = chunks.next(); ; next = chunks.next()) {
    if (next.done) {
      const end = framed(format.END, (writer) => writer.write(next.value))
      yield format.deflateChunk(Buffer.concat([end, checksum.update(end).digest()]))
      return
    }
    checksum.update(next.value)
    yield format.deflateChunk(next.value)
  }
}

/** Every chunk but the last one; returns the number of objects. */
function* chunksOf(
  { revision, observedAt, coverage, serials, state }: Checkpoint,
  part: (object: SlimObject) => SlimObject,
  isIn?: (object: SlimObject) => boolean,
): Generator<Uint8Array, number> {
  const header: format.StateHeader = { fieldSet: FIELD_SET_VERSION, ...revision, observedAt, coverage, serials }
  yield framed(format.HEADER, (writer) => writer.write(header))
  let objects = 0
  let chunk = new ObjectChunk()
  for (const object of objectsInOrder(state, isIn)) {
    chunk.add(part(object))
    objects++
    if (chunk.size < CHUNK_SIZE) continue
    yield chunk.finish()
    chunk = new ObjectChunk()
  }
  if (chunk.size > 0) yield chunk.finish()
  return objects
}

function framed(type: number, write: (writer: PackedWriter) => void): Uint8Array {
  const writer = new PackedWriter()
  writer.write(CODEC_VERSION)
  writer.write(type)
  write(writer)
  return writer.finish()
}

/** Objects in the making of one chunk. What they share is written once. */
class ObjectChunk {
  readonly #shared = new PackedWriter()
  readonly #rows = new PackedWriter()
  readonly #places = new Map<string, number>()
  /** Interned values are found by identity, without looking at what is in them. */
  readonly #known = new Map<unknown, number>()

  get size(): number {
    return this.#shared.length + this.#rows.length
  }

  add(object: SlimObject): void {
    const own: Record<string, unknown> = {}
    const shared: Record<string, number> = {}
    for (const [field, value] of Object.entries(fieldsOf(object))) {
      if (SHARED_FIELDS.has(field) && value !== undefined) shared[field] = this.#place(value)
      else own[field] = value
    }
    const row: format.ObjectRow = [object.kind, object.namespace, object.name, own, shared]
    this.#rows.write(row)
  }

  finish(): Uint8Array {
    const head = framed(format.OBJECTS, (writer) => writer.write(this.#shared.length))
    return Buffer.concat([head, this.#shared.finish(), this.#rows.finish()])
  }

  #place(value: unknown): number {
    const known = this.#known.get(value)
    if (known !== undefined) return known
    const text = Buffer.from(packValue(value)).toString('latin1')
    let place = this.#places.get(text)
    if (place === undefined) {
      place = this.#places.size
      this.#places.set(text, place)
      this.#shared.write(value)
    }
    this.#known.set(value, place)
    return place
  }
}
