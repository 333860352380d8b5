import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askUdp, query, type TcpClient } from '../test/clients.js'
import { cleanUp, client, later, start, type Started } from '../test/started-server.js'

const WEB = 'web.default.svc.cluster.local.'
const PATIENT = { timeout: 10_000 }

afterEach(cleanUp)

async function answers(server: Started): Promise<void> {
  expect((await askUdp('127.0.0.1', server.port, query(1, WEB))).message).toMatchObject({ id: 1, rcode: 0 })
  const tcp = await client(server)
  tcp.send(query(2, WEB))
  expect(await tcp.next()).toMatchObject({ id: 2, rcode: 0 })
  tcp.socket.destroy()
}

function openedConnections(server: Started): number {
  return Number(/n_dns_connections (\d+)/.exec(server.metrics.text('n'))?.[1])
}

/** Octets that look random and are the same in every run (a linear congruential generator). */
function noise(length: number, seed: number): Buffer {
  let state = seed
  return Buffer.from(Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16))
}

/** Connections that stay open until the test is over. */
function openMany(server: Started, count: number): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    later(() => socket.destroy())
    return socket
  })
}

describe('a server under fault', () => {
  it('takes garbage over UDP for what it is', async () => {
    const server = await start()
    const socket = createSocket('udp4')
    later(() => socket.close())
    for (let seed = 0; seed < 500; seed++) {
      socket.send(noise(seed * 2, seed), server.port)
      // The socket's buffer holds only so much.
      if (seed % 20 === 0) await answers(server)
    }
    await answers(server)
    expect(server.errors).toEqual([])
  })

  it('takes garbage over TCP for what it is, framed or not', async () => {
    const server = await start()
    for (let seed = 0; seed < 50; seed++) {
      const tcp: TcpClient = await client(server)
      if (seed % 2 === 0) tcp.send(...Array.from({ length: 20 }, (_, i) => noise(i * 10, seed + i)))
      else tcp.socket.write(noise(5000, seed))
      tcp.socket.end()
    }
    await answers(server)
    expect(server.errors).toEqual([])
    server.clock.advance(11_000)
    await expect.poll(() => openedConnections(server), PATIENT).toBe(0)
  })

  it.each([
    ['in its length', 1],
    ['after its length', 2],
    ['in its message', 20],
  ])('forgets a frame that is cut %s', async (_title, octets) => {
    const server = await start()
    const tcp = await client(server)
    const message = query(1, WEB)
    const frame = Buffer.concat([Buffer.of(0, message.length), message])
    tcp.socket.end(frame.subarray(0, octets))
    await tcp.closed()
    await expect.poll(() => openedConnections(server), PATIENT).toBe(0)
    await answers(server)
    expect(server.errors).toEqual([])
  })

  it('gives clients that send octet by octet, or empty frames, no more time than others', async () => {
    const server = await start()
    const slow = openMany(server, 200)
    await expect.poll(() => openedConnections(server), PATIENT).toBe(200)
    for (let second = 0; second < 3; second++) {
      for (const socket of slow) socket.write(Buffer.of(0))
      await answers(server)
      server.clock.advance(1000)
    }
    await expect.poll(() => openedConnections(server), PATIENT).toBe(0)
  })

  it('is not kept from others by thousands of idle connections', async () => {
    const server = await start({ limits: { inAll: 500, perClient: 5000 } })
    openMany(server, 2000)
    await expect.poll(() => openedConnections(server), PATIENT).toBe(500)
    await answers(server)
    expect(openedConnections(server)).toBeLessThanOrEqual(500)
    expect(server.errors).toEqual([])
  })
})
