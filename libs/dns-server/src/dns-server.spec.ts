import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '#libs/resolver'
import { viewOfObjects } from '#test/fixtures'
import { TcpClient, askUdp, query } from '../test/clients.js'
import { VIEW, cleanUp, client, later, start } from '../test/started-server.js'

const WEB = 'web.default.svc.cluster.local.'
const OUTSIDE = 'api.example.com.'
const FAILED: Reply = { kind: 'failed', reason: 'time-out' }

afterEach(cleanUp)

describe('a DNS server', () => {
  it("answers Node's own resolver, over UDP", async () => {
    const { port } = await start()
    const resolver = new Resolver()
    resolver.setServers([`127.0.0.1:${port}`])
    expect(await resolver.resolve4('web.default.svc.cluster.local')).toEqual(['10.96.50.100'])
    expect(await resolver.resolveSrv('_sql._tcp.db.prod.svc.cluster.local')).toHaveLength(3)
    expect(await resolver.resolvePtr('100.50.96.10.in-addr.arpa')).toEqual(['web.default.svc.cluster.local'])
    await expect(resolver.resolve4('nowhere.default.svc.cluster.local')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })

  it('answers on UDP and TCP at one port, on several addresses', async () => {
    const { addresses } = await start({
      addresses: [
        { host: '127.0.0.1', port: 0 },
        { host: '127.0.0.2', port: 0 },
      ],
    })
    expect(addresses.map(({ host }) => host)).toEqual(['127.0.0.1', '127.0.0.2'])
    for (const { host, port } of addresses) {
      expect((await askUdp(host, port, query(7, WEB))).message).toMatchObject({ id: 7, rcode: 0 })
      const tcp = await TcpClient.open(host, port)
      tcp.send(query(8, WEB))
      expect(await tcp.next()).toMatchObject({ id: 8, rcode: 0 })
      tcp.socket.destroy()
    }
  })

  it('answers from the view of the moment', async () => {
    let view = viewOfObjects([])
    const { port } = await start({ view: () => view })
    expect((await askUdp('127.0.0.1', port, query(1, WEB))).message.rcode).toBe(3)
    view = VIEW
    expect((await askUdp('127.0.0.1', port, query(1, WEB))).message.rcode).toBe(0)
  })

  it('goes on after garbage, and counts', async () => {
    const { port, metrics, errors } = await start()
    const socket = createSocket('udp4')
    for (const bytes of [[], [1, 2, 3], Array.from({ length: 600 }, () => 255)])
      socket.send(Uint8Array.from(bytes), port)
    await askUdp('127.0.0.1', port, query(1, WEB))
    socket.close()
    expect(metrics.text('namescope')).toContain('namescope_dns_ignored_messages_total 3')
    expect(metrics.text('namescope')).toContain(
      'namescope_dns_requests_total{zone=".",proto="udp",family="1",type="A"} 1',
    )
    expect(errors).toEqual([])
  })

  it('tells a failure inside, and the client gets SERVFAIL', async () => {
    const failure = new Error('no view')
    const random = (): number => {
      throw failure
    }
    const { port, errors, metrics } = await start({ random })
    expect((await askUdp('127.0.0.1', port, query(1, 'db.prod.svc.cluster.local.'))).message.rcode).toBe(2)
    expect(errors).toEqual([failure])
    expect(metrics.text('namescope')).toContain('namescope_panics_total 1')
  })
})

describe('a wildcard address', () => {
  it('answers from the address that was asked', async () => {
    const { port } = await start({ host: '0.0.0.0', localAddresses: () => ['127.0.0.1', '127.0.0.2', '::1'] })
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      expect((await askUdp(host, port, query(1, WEB))).from).toBe(host)
    }
  })

  it('follows addresses as they come and go', async () => {
    let local = ['127.0.0.1', '127.0.0.2']
    const { port, clock } = await start({ host: '0.0.0.0', localAddresses: () => local })
    local = ['127.0.0.1', '127.0.0.3']
    clock.advance(5000)
    expect((await askUdp('127.0.0.3', port, query(1, WEB))).from).toBe('127.0.0.3')
    const free = createSocket('udp4')
    free.bind(port, '127.0.0.2')
    await once(free, 'listening')
    free.close()
  })

  it('tries an address again that can not be used yet', async () => {
    const local = ['127.0.0.1']
    const { clock, errors, port } = await start({ host: '0.0.0.0', localAddresses: () => local })
    local.push('192.0.2.1')
    clock.advance(5000)
    await expect.poll(() => errors.length).toBe(1)
    expect(errors[0]).toMatchObject({ code: 'invalid-address' })
    local.splice(1, 1, '127.0.0.2')
    clock.advance(5000)
    expect((await askUdp('127.0.0.2', port, query(1, WEB))).from).toBe('127.0.0.2')
  })
})

describe('a server that can not listen', () => {
  it('says that the port is in use, for TCP and for UDP', async () => {
    const { port } = await start()
    await expect(start({ addresses: [{ host: '127.0.0.1', port }] })).rejects.toMatchObject({ code: 'address-in-use' })
    const udp = createSocket('udp4')
    udp.bind(0, '127.0.0.2')
    await once(udp, 'listening')
    later(() => udp.close())
    const taken = { host: '127.0.0.2', port: udp.address().port }
    await expect(start({ addresses: [taken] })).rejects.toMatchObject({ code: 'address-in-use' })
  })

  it('says that the address is not of this machine, and leaves nothing open', async () => {
    const first = { host: '127.0.0.1', port: (await freePort()).port }
    await expect(start({ addresses: [first, { host: '192.0.2.1', port: 1053 }] })).rejects.toMatchObject({
      code: 'invalid-address',
    })
    const { port } = await start({ addresses: [first] })
    expect((await askUdp('127.0.0.1', port, query(1, WEB))).message.rcode).toBe(0)
  })

  async function freePort(): Promise<{ port: number }> {
    const server = await start()
    server.stop()
    await server.stopped
    return server
  }
})

describe('stopping', () => {
  it('takes nothing more, sends what it owes, and closes', async () => {
    const replies: ((reply: Reply) => void)[] = []
    const server = await start({ performAsk: () => new Promise((resolve) => replies.push(resolve)) })
    const tcp = await client(server)
    tcp.send(query(1, OUTSIDE))
    const udp = askUdp('127.0.0.1', server.port, query(2, OUTSIDE))
    await expect.poll(() => replies.length).toBe(2)
    server.stop()
    for (const reply of replies) reply(FAILED)
    expect(await tcp.next()).toMatchObject({ id: 1, rcode: 2 })
    expect((await udp).message).toMatchObject({ id: 2, rcode: 2 })
    await server.stopped
    await tcp.closed()
    await expect(TcpClient.open('127.0.0.1', server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('waits no longer than its grace', async () => {
    let reply: (reply: Reply) => void = () => undefined
    const server = await start({ performAsk: () => new Promise((resolve) => (reply = resolve)) })
    const tcp = await client(server)
    tcp.send(query(1, OUTSIDE))
    const udp = createSocket('udp4')
    udp.send(query(2, OUTSIDE), server.port)
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_connections 1')
    server.stop()
    await new Promise(setImmediate)
    server.clock.advance(2000)
    await server.stopped
    await tcp.closed()
    reply(FAILED)
    await new Promise(setImmediate)
    udp.close()
    expect(server.errors).toEqual([])
  })
})
