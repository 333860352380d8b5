import { spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeQuery } from '#libs/dns-wire'
import { buildGenerator, runLoad, type Counts, type LoadOptions } from '../../bench/dns/generator.js'

const NAMES = ['a'.repeat(20), 'b'.repeat(20), 'c'.repeat(20)]
const FIRST_LABEL = 13
const SECONDS = 0.3

describe.skipIf(spawnSync('cc', ['--version']).status !== 0)('the load generator (needs a C compiler)', () => {
  let folder: string
  let file: string
  let socket: Socket
  /** The first labels that were asked for. */
  let asked: string[]
  let answer: (query: Buffer) => Buffer | undefined

  beforeAll(async () => {
    buildGenerator()
    folder = await mkdtemp(join(tmpdir(), 'namescope-load-'))
    file = join(folder, 'questions')
    await writeFile(file, Buffer.concat(NAMES.map((name) => framed(question(name)))))
    socket = createSocket('udp4', (query, { address, port }) => {
      asked.push(query.toString('latin1', FIRST_LABEL, FIRST_LABEL + 20))
      const reply = answer(query)
      if (reply !== undefined) socket.send(reply, port, address)
    })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
  })
  afterAll(async () => {
    socket.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => {
    asked = []
    answer = (query) => replyTo(query, 0)
  })

  const run = async (
    options: Omit<LoadOptions, 'seconds'>,
    port = socket.address().port,
  ): Promise<Counts & { seconds: number }> => {
    const { whole, windows } = await runLoad({ host: '127.0.0.1', port }, [], { seconds: SECONDS, ...options })
    const sum = (field: 'sent' | 'answered'): number =>
      windows.reduce((all, window) => all + (window.loads[0]?.[field] ?? 0), 0)
    expect([sum('sent'), sum('answered')]).toEqual([whole.loads[0]?.sent, whole.loads[0]?.answered])
    return { ...(whole.loads[0] as Counts), seconds: whole.seconds }
  }

  it('asks the questions of its file in turn, and counts what comes back', async () => {
    answer = (query) => replyTo(query, query[FIRST_LABEL] === 'b'.charCodeAt(0) ? 3 : 0)
    const { sent, answered, wrong, rcodes, p50, max } = await run({ loads: [{ file, outstanding: 4 }], window: 50 })
    expect(asked.slice(0, 3)).toEqual(NAMES)
    expect(answered).toBeGreaterThan(10)
    expect(sent - answered).toBeLessThanOrEqual(4)
    expect([wrong, (rcodes[0] ?? 0) + (rcodes[3] ?? 0)]).toEqual([0, answered])
    expect(rcodes[3]).toBeGreaterThan(answered / 4)
    expect(p50).toSatisfy((value: number) => value > 0 && value <= max)
  })

  it('sends at a fixed rate whether or not it is answered', async () => {
    answer = () => undefined
    const { sent, unsent, answered, silence, seconds } = await run({ loads: [{ file, rate: 1000 }] })
    expect(answered).toBe(0)
    expect(sent + unsent).toBeGreaterThan(100)
    expect(sent + unsent).toBeLessThanOrEqual(1000 * seconds + 2)
    expect(silence).toBeGreaterThan(100_000)
  })

  it('never asks for the same name twice when names are to be unique', async () => {
    const { wrong, answered } = await run({ loads: [{ file, outstanding: 10 }], unique: true })
    expect(answered).toBeGreaterThan(10)
    expect(wrong).toBe(0)
    expect(new Set(asked).size).toBe(asked.length)
  })

  it('notices replies to another question', async () => {
    answer = (query) => {
      const reply = replyTo(query, 0)
      reply[FIRST_LABEL] = 'z'.charCodeAt(0)
      return reply
    }
    const { wrong, answered } = await run({ loads: [{ file, outstanding: 1 }] })
    expect(answered).toBeGreaterThan(0)
    expect(wrong).toBe(answered)
  })

  it('pipelines over TCP', async () => {
    const server = createServer((connection) => {
      let waiting = Buffer.alloc(0)
      connection.on('data', (part: Buffer) => {
        waiting = Buffer.concat([waiting, part])
        while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE()) {
          const end = 2 + waiting.readUInt16BE()
          connection.write(framed(replyTo(waiting.subarray(2, end), 0)))
          waiting = waiting.subarray(end)
        }
      })
      connection.on('error', () => undefined)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const loads = [{ file, outstanding: 20 }]
    const { answered, wrong } = await run({ loads, tcp: true, sockets: 3 }, (server.address() as AddressInfo).port)
    server.close()
    expect(answered).toBeGreaterThan(20)
    expect(wrong).toBe(0)
  })
})

function question(label: string): Uint8Array {
  return encodeQuery({ id: 0, question: { name: `${label}.example.`, type: 'A', class: 1 } })
}

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

function replyTo(query: Buffer, rcode: number): Buffer {
  const reply = Buffer.from(query)
  reply.writeUInt8(0x80, 2)
  reply.writeUInt8(rcode, 3)
  return reply
}
