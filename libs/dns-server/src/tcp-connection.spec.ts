import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '#libs/resolver'
import { query } from '../test/clients.js'
import { cleanUp, client, start } from '../test/started-server.js'

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

  it.each([
    ['in all', { inAll: 2, perClient: 9 }],
    ['of one client', { inAll: 9, perClient: 2 }],
  ])('refuses connections over the limit %s, and takes others again after one has gone', async (_title, limits) => {
    const server = await start({ limits })
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
})
