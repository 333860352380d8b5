import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { namespace, service, slice, viewOfObjects, type RawObject } from '#test/fixtures'
import { dataText, type ResourceRecord } from '#libs/dns-model'
import { encodeMessage, type Message } from '#libs/dns-wire'
import type { ClusterView } from '#libs/zone'
import { askUdp, query, read, type TcpClient } from '../test/clients.js'
import { cleanUp, client, start, type Started } from '../test/started-server.js'

const ZONE = 'cluster.local.'
const WEB = 'web.shop.svc.cluster.local.'
const hasDig = spawnSync('dig', ['-v']).status === 0
const run = promisify(execFile)
const PATIENT = { timeout: 10_000 }

afterEach(cleanUp)

/** A cluster of one Service and many endpoints, under a Corefile that transfers. */
function viewTo(to: string, endpoints = 0): ClusterView {
  const ports = [{ name: 'http', port: 80, protocol: 'TCP' }]
  const addresses = Array.from({ length: endpoints }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  const slices: RawObject[] = []
  for (let at = 0; at < endpoints; at += 100) {
    const held = addresses.slice(at, at + 100).map((address) => ({ addresses: [address] }))
    slices.push(slice(`shop/many-${at}`, { service: 'many', ports, endpoints: held }))
  }
  const web = service('shop/web', { clusterIPs: ['10.96.0.1'], ports })
  const many = service('shop/many', { clusterIPs: ['None'], ports })
  const corefile = `. {\n kubernetes ${ZONE} in-addr.arpa\n transfer {\n to ${to}\n }\n}`
  return viewOfObjects([namespace('shop'), web, many, ...slices], { corefile })
}

function serve(to = '*', endpoints = 0, options: Parameters<typeof start>[0] = {}): Promise<Started> {
  const view = viewTo(to, endpoints)
  return start({ view: () => view, ...options })
}

/** The messages of one transfer, up to the second SOA. */
async function received(tcp: TcpClient): Promise<Message[]> {
  const messages: Message[] = []
  for (let ends = 0; ends < 2;) {
    const message = await tcp.next()
    ends += message.answer.filter(({ data }) => data.type === 'SOA').length
    messages.push(message)
    if (message.rcode !== 0) return messages
  }
  return messages
}

/** A client that has taken the first message of a transfer, and takes no more. */
async function stalled(server: Started): Promise<TcpClient> {
  const tcp = await client(server)
  tcp.send(query(1, ZONE, 'AXFR'))
  await tcp.next()
  tcp.socket.pause()
  return tcp
}

const lines = (records: readonly ResourceRecord[]): string[] =>
  records.map(({ name, data }) => `${name} ${data.type} ${dataText(data)}`)

describe('a zone transfer', () => {
  it('is one message for a small zone', async () => {
    const server = await serve()
    const tcp = await client(server)
    tcp.send(query(7, ZONE, 'AXFR'))
    const [message, ...others] = await received(tcp)
    expect(others).toEqual([])
    expect(message).toMatchObject({ id: 7, rcode: 0, flags: { authoritative: true }, questions: [{ type: 'AXFR' }] })
    expect(lines(message?.answer ?? []).slice(1, -1)).toEqual([
      `${WEB} A 10.96.0.1`,
      `${WEB} SRV 0 100 80 ${WEB}`,
      `_http._tcp.${WEB} SRV 0 100 80 ${WEB}`,
    ])
  })

  it('is several messages for a big zone, and holds every record', async () => {
    const server = await serve('*', 5000)
    const tcp = await client(server)
    tcp.send(query(7, ZONE, 'AXFR'))
    const messages = await received(tcp)
    expect(messages.length).toBeGreaterThan(10)
    const records = messages.flatMap(({ answer }) => answer)
    expect(records).toHaveLength(2 + 3 + 3 * 5000)
    expect(new Set(lines(records)).size).toBe(records.length - 1)
    const counted = 'n_dns_requests_total{zone=".",proto="tcp",family="1",type="AXFR"} 1'
    await expect.poll(() => server.metrics.text('n')).toContain(counted)
  })

  it('is of the view that it began with', async () => {
    let view = viewTo('*', 5000)
    const server = await start({ view: () => view })
    const tcp = await client(server)
    tcp.send(query(7, ZONE, 'AXFR'))
    await tcp.next()
    view = viewTo('*', 0)
    let count = 0
    for (let ends = 0; ends < 1;) {
      const { answer } = await tcp.next()
      count += answer.length
      ends = answer.filter(({ data }) => data.type === 'SOA').length
    }
    expect(count).toBeGreaterThan(10_000)
  })

  it('lets questions on the same connection be answered meanwhile', async () => {
    const server = await serve('*', 5000)
    const tcp = await client(server)
    tcp.send(query(7, ZONE, 'AXFR'), query(8, WEB))
    const ids: number[] = []
    while (!ids.includes(8)) ids.push((await tcp.next()).id)
    expect(ids.length).toBeLessThan(5)
  })

  it('makes nothing that the client does not take, and cuts a client that has stopped taking', async () => {
    const server = await serve('*', 60_000)
    const tcp = await stalled(server)
    const open = (): string => server.metrics.text('n')
    // What fits into the sockets' buffers is sent, then nothing moves any more.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(open()).not.toContain('type="AXFR"')
    server.clock.advance(11_000)
    await expect.poll(open, PATIENT).toContain('n_dns_connections 0')
    await expect.poll(open, PATIENT).toContain('type="AXFR"} 1')
    tcp.socket.destroy()
  })

  it.each([
    ['in all', { inAll: 1, perClient: 9 }],
    ['of one client', { inAll: 9, perClient: 1 }],
  ])('gets SERVFAIL beyond the limit %s, and can be had again later', async (_title, transferLimits) => {
    const server = await serve('*', 60_000, { transferLimits })
    const slow = await stalled(server)
    const other = await client(server)
    other.send(query(2, ZONE, 'AXFR'))
    expect(await other.next()).toMatchObject({ id: 2, rcode: 2, answer: [] })
    slow.socket.destroy()
    await expect.poll(() => server.metrics.text('n'), PATIENT).toContain('n_dns_connections 1')
    other.send(query(3, ZONE, 'AXFR'))
    expect(await other.next()).toMatchObject({ id: 3, rcode: 0 })
  })

  it('is finished before the server stops', async () => {
    const server = await serve('*', 5000)
    const tcp = await client(server)
    tcp.send(query(7, ZONE, 'AXFR'))
    const records = [...(await tcp.next()).answer]
    server.stop()
    while (records.length < 2 + 3 + 3 * 5000) records.push(...(await tcp.next()).answer)
    expect(records.at(-1)).toEqual(records[0])
    await tcp.closed()
  })

  it('is cut, and told, when it fails midway', async () => {
    const failure = new Error('lost')
    const view = viewTo('*')
    const broken = { ...view, zone: view.zone, serials: { ...view.serials } }
    Object.defineProperty(broken, 'state', {
      get() {
        throw failure
      },
    })
    const server = await start({ view: () => broken })
    const tcp = await client(server)
    tcp.send(query(7, ZONE, 'AXFR'))
    await tcp.closed()
    expect(server.errors).toEqual([failure])
    expect(server.metrics.text('n')).toContain('n_panics_total 1')
  })
})

describe('a transfer that is not to be had', () => {
  it('is refused over UDP', async () => {
    const { port } = await serve()
    for (const type of ['AXFR', 'IXFR'] as const) {
      expect((await askUdp('127.0.0.1', port, query(7, ZONE, type))).message).toMatchObject({
        id: 7,
        rcode: 5,
        answer: [],
      })
    }
  })

  it.each([
    ['for a client that is no receiver', '192.0.2.1', ZONE, 5],
    ['for a zone that the cluster does not hold', '*', 'example.com.', 2],
  ])('is refused %s', async (_title, to, name, rcode) => {
    const server = await serve(to)
    const tcp = await client(server)
    tcp.send(query(7, name, 'AXFR'))
    expect(await tcp.next()).toMatchObject({ id: 7, rcode, answer: [] })
    expect(server.metrics.text('n')).toContain('type="AXFR"} 1')
  })
})

describe('an IXFR', () => {
  const ixfr = (serial?: number): Uint8Array => {
    const plain = read(query(9, ZONE, 'IXFR'))
    const timers = { refresh: 0, retry: 0, expire: 0, minimum: 0 }
    const soa = { type: 'SOA', primary: '.', mailbox: '.', serial: serial ?? 0, ...timers } as const
    return encodeMessage({ ...plain, authority: serial === undefined ? [] : [{ name: ZONE, ttl: 0, data: soa }] })
  }

  it.each([
    ['the whole zone for an older serial', 1_699_999_999, 0, 5],
    ['one SOA for the same serial', 1_700_000_000, 0, 1],
    ['SERVFAIL without a serial', undefined, 2, 0],
  ])('gets %s', async (_title, serial, rcode, count) => {
    const server = await serve()
    const tcp = await client(server)
    tcp.send(ixfr(serial))
    const message = await tcp.next()
    expect(message).toMatchObject({ id: 9, rcode })
    expect(message.answer).toHaveLength(count)
  })
})

describe.skipIf(!hasDig)('dig (skipped where it is not installed)', () => {
  it.each(['AXFR', 'IXFR=1'])('%s takes a big zone', async (type) => {
    const { port } = await serve('127.0.0.1', 3000)
    const { stdout } = await run('dig', ['@127.0.0.1', '-p', `${port}`, '+tcp', ZONE, type], { maxBuffer: 1 << 24 })
    expect(stdout).toMatch(new RegExp(`XFR size: ${2 + 3 + 3 * 3000} records`))
  })
})
