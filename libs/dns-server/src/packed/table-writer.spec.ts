import { describe, expect, it } from 'vitest'
import { INITIAL_SERIALS } from '#libs/cluster-model'
import { encodeQuery } from '#libs/dns-wire'
import type { PackedEntry } from './packed-entry.js'
import { ENTRY, HEADER, TableMemory, TRAIT } from './table-memory.js'
import { TableReader } from './table-reader.js'
import { TableRequest } from './table-request.js'
import { TableWriter } from './table-writer.js'

const OUT = new Uint8Array(65_535)

class Table {
  readonly memory: TableMemory
  readonly writer: TableWriter
  readonly #reader: TableReader
  readonly #request = new TableRequest()

  constructor(size = { arena: 1 << 16, buckets: 64 }) {
    this.memory = TableMemory.create(size)
    this.writer = new TableWriter(this.memory)
    this.#reader = new TableReader(this.memory, () => 0)
  }

  #read(name: string): TableRequest {
    this.#request.read(encodeQuery({ id: 1, question: { name, type: 'A', class: 1 } }))
    return this.#request
  }

  insert(name: string, parts: Partial<PackedEntry> = {}): void {
    const { hash, type, nameOctets, name: octets } = this.#read(name)
    this.writer.insert({
      hash,
      type,
      name: octets.slice(0, nameOctets),
      dependencies: [],
      flags: 0x8400,
      zone: 1,
      traits: TRAIT.ADDRESSES,
      maxSize: 0,
      serialAt: 0,
      counts: [1, 0, 0],
      body: Uint8Array.of(0, 0, 0, 5, 10, 0, 0, 1),
      plainOctets: 100,
      lists: [],
      room: 0,
      plainRoom: 0,
      ...parts,
    })
  }

  /** The length of the reply, 0 without one. */
  ask(name: string): number {
    return this.#reader.reply(this.#read(name), 'udp4', OUT)
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `name-${i}.example.`)

describe('TableWriter', () => {
  it('keeps what fits, and gives up the oldest for what is new', () => {
    const table = new Table({ arena: 1 << 14, buckets: 256 })
    const all = names(2000)
    for (const name of all) {
      table.insert(name)
      expect(table.ask(name), name).toBeGreaterThan(0)
    }
    const standing = all.filter((name) => table.ask(name) > 0)
    expect(standing).toEqual(all.slice(-standing.length))
    expect(standing.length).toBeGreaterThan((1 << 14) / 100)
    expect(standing.length).toBeLessThan((1 << 14) / (4 * ENTRY.ROOMS))
  })

  it('never answers with what belongs to another name, however few the buckets', () => {
    const table = new Table({ arena: 1 << 16, buckets: 1 })
    names(40).forEach((name, index) =>
      table.insert(name, { body: Uint8Array.of(0, 0, 0, 5, 10, 0, 0, index), zone: index }),
    )
    const standing = names(40).filter((name) => table.ask(name) > 0)
    expect(standing).toEqual(names(40).slice(-8))
    for (const name of standing) {
      const length = table.ask(name)
      expect(OUT[length - 1]).toBe(Number(/\d+/.exec(name)?.[0]))
    }
  })

  it('does without an entry that is larger than itself', () => {
    const table = new Table({ arena: 1 << 10, buckets: 1 })
    table.insert('a.', { body: new Uint8Array(2000) })
    expect(table.ask('a.')).toBe(0)
    table.insert('b.')
    expect(table.ask('b.')).toBeGreaterThan(0)
  })

  it('goes round its ring whatever the sizes are', () => {
    const table = new Table({ arena: 1000, buckets: 16 })
    for (let i = 0; i < 3000; i++) {
      const name = `${'x'.repeat(1 + ((i * 7) % 60))}.${i % 50}.`
      const addresses = 1 + ((i * 13) % 40)
      table.insert(name, { body: new Uint8Array(4 + 4 * addresses).fill(i & 255) })
      expect(table.ask(name)).toBeGreaterThan(0)
      expect(OUT[table.ask(name) - 1]).toBe(i & 255)
    }
  })

  it('voids what a commit touched, and only that', () => {
    const table = new Table()
    table.insert('a.', { dependencies: [7, 9] })
    table.insert('b.', { dependencies: [8] })
    table.insert('c.', { dependencies: [0] })
    table.insert('d.')
    table.writer.advance([9], INITIAL_SERIALS)
    expect(['a.', 'b.', 'c.', 'd.'].map((name) => table.ask(name) > 0)).toEqual([false, true, false, true])
    table.insert('a.', { dependencies: [7, 9] })
    expect(table.ask('a.')).toBeGreaterThan(0)
    table.writer.dropAll(INITIAL_SERIALS, false)
    expect(['a.', 'b.', 'd.'].map((name) => table.ask(name))).toEqual([0, 0, 0])
  })

  it('lets nobody read while it writes', () => {
    const table = new Table()
    table.insert('a.')
    const { words } = table.memory
    words[HEADER.SEQUENCE] = (words[HEADER.SEQUENCE] as number) | 1
    expect(table.ask('a.')).toBe(0)
    table.insert('b.')
    expect(table.ask('a.')).toBeGreaterThan(0)
  })
})
