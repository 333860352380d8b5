/** Reads the packed table as fast as it can, beside a thread that writes it, and tells what it saw. */
import { parentPort, workerData } from 'node:worker_threads'
import { TableMemory, type TableSize } from '../src/packed/table-memory.js'
import { TableReader } from '../src/packed/table-reader.js'
import { TableRequest } from '../src/packed/table-request.js'

export interface ReadingStart {
  readonly buffer: SharedArrayBuffer
  readonly size: TableSize
  /** The revision before the commit under way, and after it; the third is 1 when all is over. */
  readonly state: SharedArrayBuffer
  readonly requests: readonly Uint8Array[]
}

export interface Seen {
  readonly hits: number
  /** Replies that were neither right before nor after, or a mixture of both. */
  readonly wrong: readonly string[]
}

const { buffer, size, state: shared, requests } = workerData as ReadingStart
const state = new Int32Array(shared)
const reader = new TableReader(new TableMemory(buffer, size), () => 0)
const request = new TableRequest()
const out = new Uint8Array(65_535)
const wrong: string[] = []
let hits = 0
while (Atomics.load(state, 2) === 0) {
  for (const octets of requests) {
    request.read(octets)
    const oldest = Atomics.load(state, 0)
    const length = reader.reply(request, 'tcp4', out)
    const newest = Atomics.load(state, 1)
    if (length === 0) continue
    hits++
    check(length, octets.length, oldest, newest)
  }
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage({ hits, wrong: wrong.slice(0, 10) } satisfies Seen)

/** The data of every record is the revision, in four octets. */
function check(length: number, start: number, oldest: number, newest: number): void {
  const view = new DataView(out.buffer)
  const first = view.getUint32(length - 4)
  const each = (length - start) / view.getUint16(6)
  for (let end = start + each; end <= length; end += each) {
    if (view.getUint32(end - 4) !== first) wrong.push(`${first} and ${view.getUint32(end - 4)} in one reply`)
  }
  if (first < oldest || first > newest) wrong.push(`${first}, between ${oldest} and ${newest}`)
}
