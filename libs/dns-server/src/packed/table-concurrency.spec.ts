import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { INITIAL_SERIALS } from '#libs/cluster-model'
import { encodeQuery } from '#libs/dns-wire'
import { Random } from '#test/generator'
import type { ReadingStart, Seen } from '../../test/reading-thread.js'
import { TableMemory, TRAIT } from './table-memory.js'
import { TableRequest } from './table-request.js'
import { TableWriter } from './table-writer.js'

const READER = new URL('../../../../dist/libs/dns-server/test/reading-thread.js', import.meta.url)
const COMMITS = 30_000
const NAMES = 40
const GROUP = 7

describe('a table that is written while others read', () => {
  it('gives no reply that was wrong both before and after the commit under way', async () => {
    // Small, so that entries are overwritten all the time.
    const size = { arena: 1 << 14, buckets: 16 }
    const memory = TableMemory.create(size)
    const writer = new TableWriter(memory)
    const state = new Int32Array(new SharedArrayBuffer(12))
    const requests = Array.from({ length: NAMES }, (_, i) =>
      encodeQuery({ id: i, question: { name: `name-${i}.svc.`, type: 'A', class: 1 } }),
    )
    const start: ReadingStart = { buffer: memory.buffer, size, state: state.buffer, requests }
    const worker = new Worker(READER, { workerData: start, execArgv: [] })
    await once(worker, 'online')
    const random = new Random(1)
    for (let revision = 1; revision <= COMMITS; revision++) {
      Atomics.store(state, 1, revision)
      writer.advance([GROUP], INITIAL_SERIALS)
      Atomics.store(state, 0, revision)
      for (let i = 0; i < 4; i++) insert(writer, random.pick(requests), revision, 1 + random.int(30))
      if (revision % 1000 === 0) await new Promise(setImmediate)
    }
    Atomics.store(state, 2, 1)
    const [seen] = (await once(worker, 'message')) as [Seen]
    expect(seen.wrong).toEqual([])
    expect(seen.hits).toBeGreaterThan(100)
  })
})

/** An entry of so many addresses, each of which is the revision. */
function insert(writer: TableWriter, octets: Uint8Array, revision: number, addresses: number): void {
  const request = new TableRequest()
  request.read(octets)
  const body = new DataView(new ArrayBuffer(4 + 4 * addresses))
  for (let i = 1; i <= addresses; i++) body.setUint32(4 * i, revision)
  writer.insert({
    hash: request.hash,
    type: 1,
    name: request.name.slice(0, request.nameOctets),
    dependencies: [GROUP],
    flags: 0x8400,
    zone: 0,
    traits: TRAIT.ADDRESSES,
    maxSize: 0,
    serialAt: 0,
    counts: [addresses, 0, 0],
    body: new Uint8Array(body.buffer),
    plainOctets: 0,
    lists: [],
    room: 0,
    plainRoom: 0,
  })
}
