import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '#libs/resolver'
import { TcpClient, query } from '../test/clients.js'
import { cleanUp, client, later, start } from '../test/started-server.js'

const WEB = 'web.default.svc.cluster.local.'
const OUTSIDE = 'api.example.com.'
const FAILED: Reply = { kind: 'failed', reason: 'time-out' }

afterEach(cleanUp)

describe('TCP', () => {
  it('answers pipelined questions in order, however the stream is cut', async () => {
    const server = await start()
    const tcp = await client(server)
    const ids = Array.from({ length: 300 }, (_, i) => i)
    const stream = Buffer.concat(ids.map((id) => Buffer.concat([Buffer.of(0, query(id, WEB).length), query(id, WEB)])))
    for (let at = 0; at < stream.length; at += 1000) tcp.socket.write(stream.subarray(at, at + 1000))
    const seen: number[] = []
    for (const _id of ids) seen.push((await tcp.next()).id)
    expect(seen).toEqual(ids)
  })

  it('does not let a question that waits for an upstream hold up the next', async () => {
    let reply: (reply: Reply) => void = () => undefined
    const server = await start({ performAsk: () => new Promise((resolve) => (reply = resolve)) })
    const tcp = await client(server)
    tcp.send(query(1, OUTSIDE), query(2, WEB))
    expect(await tcp.next()).toMatchObject({ id: 2, rcode: 0 })
    reply(FAILED)
    expect(await tcp.next()).toMatchObject({ id: 1, rcode: 2 })
  })

  it('sends what it owes to a client that has said all it will', async () => {
    let reply: (reply: Reply) => void = () => undefined
    const server = await start({ performAsk: () => new Promise((resolve) => (reply = resolve)) })
    const tcp = await client(server)
    tcp.send(query(1, OUTSIDE), query(2, WEB))
    tcp.socket.end()
    expect(await tcp.next()).toMatchObject({ id: 2 })
    reply(FAILED)
    expect(await tcp.next()).toMatchObject({ id: 1 })
    await tcp.closed()
    expect(tcp.socket.closed).toBe(true)
  })

  it('reads no further while too many questions wait for upstreams', async () => {
    const replies: ((reply: Reply) => void)[] = []
    const server = await start({ performAsk: () => new Promise((resolve) => replies.push(resolve)) })
    const tcp = await client(server)
    tcp.send(...Array.from({ length: 150 }, (_, id) => query(id, OUTSIDE)))
    await expect.poll(() => replies.length).toBe(100)
    for (const reply of replies.splice(0)) reply(FAILED)
    await expect.poll(() => replies.length).toBe(50)
  })

  it.each([
    ['without a first message after 3 s', 0, 2000, 3000],
    ['without a next message after 10 s', 1, 9000, 10000],
  ])('closes connections %s', async (_title, messages, stillOpen, over) => {
    const server = await start()
    const tcp = await client(server)
    for (let id = 0; id < messages; id++) {
      tcp.send(query(id, WEB))
      await tcp.next()
    }
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_connections 1')
    server.clock.advance(stillOpen)
    // A message that trickles in is none.
    tcp.socket.write(Buffer.of(0))
    expect(server.metrics.text('n')).toContain('n_dns_connections 1')
    server.clock.advance(over - stillOpen)
    await tcp.closed()
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_connections 0')
  })

  it('refuses connections over the limit of one client, and takes others again after one has gone', async () => {
    const server = await start({ limits: { inAll: 9, perClient: 2 } })
    const first = await client(server)
    const second = await client(server)
    second.send(query(2, WEB))
    await second.next()
    await (await client(server)).closed()
    expect(server.metrics.text('n')).toContain('n_dns_refused_connections_total 1')
    first.socket.destroy()
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_connections 1')
    const again = await client(server)
    again.send(query(3, WEB))
    expect(await again.next()).toMatchObject({ id: 3 })
  })

  it('closes the connection that is idle longest to make room for one more', async () => {
    const server = await start({ limits: { inAll: 2, perClient: 9 } })
    const [first, second] = [await client(server), await client(server)]
    for (const tcp of [second, first]) {
      tcp.send(query(1, WEB))
      await tcp.next()
      server.clock.advance(10)
    }
    const third = await client(server)
    third.send(query(3, WEB))
    expect(await third.next()).toMatchObject({ id: 3 })
    await second.closed()
    first.send(query(4, WEB))
    expect(await first.next()).toMatchObject({ id: 4 })
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_connections 2')
  })

  it('refuses a connection when all others are busy', async () => {
    const replies: ((reply: Reply) => void)[] = []
    const performAsk = (): Promise<Reply> => new Promise((resolve) => replies.push(resolve))
    const server = await start({ limits: { inAll: 1, perClient: 9 }, performAsk })
    const first = await client(server)
    first.send(query(1, OUTSIDE))
    await expect.poll(() => replies.length).toBe(1)
    await (await client(server)).closed()
    for (const reply of replies) reply(FAILED)
    expect(await first.next()).toMatchObject({ id: 1 })
  })

  it('counts the connections of all its addresses together', async () => {
    const addresses = ['127.0.0.1', '127.0.0.2'].map((host) => ({ host, port: 0 }))
    const server = await start({ addresses, limits: { inAll: 9, perClient: 1 } })
    await client(server)
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_connections 1')
    const other = await TcpClient.open('127.0.0.2', server.addresses[1]?.port ?? 0)
    later(() => other.socket.destroy())
    await other.closed()
    expect(server.metrics.text('n')).toContain('n_dns_refused_connections_total 1')
  })
})
