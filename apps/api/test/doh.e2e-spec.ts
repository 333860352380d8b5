import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeMessage, encodeQuery, type Message } from '#libs/dns-wire'
import { dataText, type RecordType } from '#libs/dns-model'
import { TOKENS, TestServer, type Response } from './harness.js'
import { POLICED, TEAMS, clusterIpService } from './manifests.js'

const WEB = 'web.team-a.svc.cluster.local'
const DB = 'db.team-b.svc.cluster.local'
const HIDDEN = 'secret-api.team-b.svc.cluster.local'

function query(name: string, type: RecordType = 'A', id = 0): Buffer {
  return Buffer.from(encodeQuery({ id, question: { name: `${name}.`, type, class: 1 }, edns: { udpSize: 1232 } }))
}

function read(bytes: Uint8Array): Message {
  const decoded = decodeMessage(bytes)
  if (decoded.kind === 'malformed') throw new Error(decoded.reason)
  return decoded.message
}

interface Asked {
  readonly token?: string
  readonly method?: 'GET' | 'POST'
  readonly parameters?: string
}

/** Asks by a real HTTP client; gives the octets that came back. */
async function ask(server: TestServer, message: Buffer, { token, method = 'GET', parameters = '' }: Asked = {}) {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` })
  const dns = method === 'GET' ? `dns=${message.toString('base64url')}&` : ''
  if (method === 'POST') headers.set('content-type', 'application/dns-message')
  const body = method === 'POST' ? { body: message } : {}
  const response = await fetch(`${server.url}/dns-query?${dns}${parameters}`, { method, headers, ...body })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** What the DNS server says to the same message over TCP. */
async function askTcp(server: TestServer, message: Buffer): Promise<Buffer> {
  const { host, port } = server.addresses.dns
  const socket = connect(port, host)
  try {
    socket.write(Buffer.concat([Buffer.of(message.length >> 8, message.length & 255), message]))
    let received = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer])
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) break
    }
    return received.subarray(2)
  } finally {
    socket.destroy()
  }
}

describe('DNS over HTTPS', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: { ...TEAMS, ...POLICED } })
  })
  afterAll(() => server.remove())

  describe.each(['GET', 'POST'] as const)('by %s', (method) => {
    it.each<[string, RecordType]>([
      [WEB, 'A'],
      [WEB, 'AAAA'],
      [`_http._tcp.${WEB}`, 'SRV'],
      ['nowhere.team-a.svc.cluster.local', 'A'],
      ['1.1.96.10.in-addr.arpa', 'PTR'],
      ['cluster.local', 'SOA'],
      ['example.com', 'A'],
      ['cluster.local', 'AXFR'],
    ])('answers %s %s as over TCP, octet by octet', async (name, type) => {
      const { status, headers, bytes } = await ask(server, query(name, type), { method })
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe('application/dns-message')
      expect(bytes).toEqual(await askTcp(server, query(name, type)))
    })
  })

  it('has the records of an RRset in one order, whatever loadbalance does over TCP', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask(server, query(DB))))
    const addresses = read(replies[0]!.bytes).answer.map(({ data }) => dataText(data))
    expect(addresses).toEqual(['10.244.2.10', '10.244.2.11'])
    for (const { bytes } of replies) expect(bytes).toEqual(replies[0]!.bytes)
  })

  it.each<[string, RecordType, string]>([
    [WEB, 'A', 'private, max-age=30'],
    ['nowhere.team-a.svc.cluster.local', 'A', 'private, max-age=30'],
    [WEB, 'TXT', 'private, max-age=30'],
    ['dns-version.cluster.local', 'TXT', 'private, max-age=30'],
    ['example.com', 'A', 'no-store'],
  ])('lets %s %s be kept: %s', async (name, type, control) => {
    const { headers } = await ask(server, query(name, type))
    expect(headers.get('cache-control')).toBe(control)
  })

  it("gives a message that can't be read the answer that DNS has for it", async () => {
    const { status, headers, bytes } = await ask(server, query(WEB).subarray(0, 20), { method: 'POST' })
    expect({ status, control: headers.get('cache-control'), rcode: read(bytes).rcode }).toEqual({
      status: 200,
      control: 'no-store',
      rcode: 1,
    })
  })

  it('answers a pod, and another moment', async () => {
    await server.write('team-a.yaml', clusterIpService('team-a', 'web', '10.96.1.9'))
    const address = async (parameters: string): Promise<string[]> =>
      read((await ask(server, query(WEB), { parameters })).bytes).answer.map(({ data }) => dataText(data))
    await server.until(async () => (await address(''))[0] === '10.96.1.9')
    expect(await address('at=1.1')).toEqual(['10.96.1.1'])
    expect(await address('client=team-a/web-pod')).toEqual(['10.96.1.9'])
    await server.write('team-a.yaml', TEAMS['team-a.yaml'] as string)
    await server.until(async () => (await address(''))[0] === '10.96.1.1')
  })

  it.each<[string, string, RequestInit, number, string | undefined]>([
    ['nothing', '', {}, 400, 'invalid-argument'],
    ['no base64url', 'dns=a+b', {}, 400, 'invalid-argument'],
    ['padding', 'dns=AAA%3D', {}, 400, 'invalid-argument'],
    ['too few octets', 'dns=AAAA', {}, 400, 'invalid-argument'],
    ['a response', `dns=${responseText()}`, {}, 400, 'invalid-argument'],
    ['an unknown parameter', `dns=${query(WEB).toString('base64url')}&from=x`, {}, 400, 'invalid-argument'],
    ['a client that is no pod', `dns=${query(WEB).toString('base64url')}&client=team-a`, {}, 400, 'invalid-argument'],
    [
      'a pod that is not there',
      `dns=${query(WEB).toString('base64url')}&client=team-a/no`,
      {},
      404,
      'object-not-found',
    ],
    ['no such moment', `dns=${query(WEB).toString('base64url')}&at=9.9`, {}, 404, 'revision-not-found'],
    ['JSON', '', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }, 415, undefined],
    ['text', '', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }, 415, undefined],
    [
      'more than a message can be',
      '',
      { method: 'POST', body: Buffer.alloc(65_536), headers: { 'content-type': 'application/dns-message' } },
      413,
      'limit-exceeded',
    ],
    ['another method', '', { method: 'PUT' }, 404, 'not-found'],
  ])('refuses %s', async (_title, parameters, init, status, code) => {
    const response = await fetch(`${server.url}/dns-query?${parameters}`, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    if (code !== undefined) expect(await response.json()).toMatchObject({ status, code })
  })

  describe('in JSON', () => {
    const resolve = (parameters: string): Promise<Response> => server.fetch(`/resolve?${parameters}`)

    it('answers as the public resolvers do', async () => {
      const { status, headers, body } = await resolve(`name=${WEB}`)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toContain('application/dns-json')
      expect(headers.get('cache-control')).toBe('private, max-age=30')
      expect(body).toEqual({
        Status: 0,
        TC: false,
        RD: true,
        RA: false,
        AD: false,
        CD: false,
        Question: [{ name: `${WEB}.`, type: 1 }],
        Answer: [{ name: `${WEB}.`, type: 1, TTL: 30, data: '10.96.1.1' }],
      })
    })

    it.each([
      [`name=${DB}&type=a`, 0, ['10.244.2.10', '10.244.2.11']],
      [`name=_http._tcp.${WEB}.&type=33&cd=true&do=true`, 0, [`0 100 80 ${WEB}.`]],
      ['name=nowhere.team-a.svc.cluster.local', 3, undefined],
      [`name=${WEB}&type=AAAA`, 0, undefined],
      ['name=example.com', 2, undefined],
    ])('%s', async (parameters, code, data) => {
      const { body } = await resolve(parameters)
      expect(body.Status).toBe(code)
      expect(body.Answer?.map((record: { data: string }) => record.data)).toEqual(data)
      expect(body.CD).toBe(parameters.includes('cd=true'))
    })

    it('says why an outside name fails', async () => {
      const { body } = await resolve('name=example.com')
      expect(body.extended_dns_errors).toEqual([{ info_code: 22, extra_text: expect.stringContaining('outside') }])
    })

    it.each([
      ['', 400, 'invalid-argument'],
      ['name=a..b', 400, 'invalid-name'],
      ['name=a&type=NOPE', 400, 'invalid-type'],
      ['name=a&type=65536', 400, 'invalid-type'],
      ['name=a&client=no/pod', 404, 'object-not-found'],
    ])('refuses "%s"', async (parameters, status, code) => {
      expect((await resolve(parameters)).body).toMatchObject({ status, code })
    })
  })
})

describe('DNS over HTTPS with tokens', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: { ...TEAMS, ...POLICED }, auth: 'token' })
  })
  afterAll(() => server.remove())

  it('asks for a token', async () => {
    expect((await ask(server, query(WEB))).status).toBe(401)
    expect((await ask(server, query(WEB), { method: 'POST', token: TOKENS.nobody })).status).toBe(401)
    expect((await server.fetch(`/resolve?name=${WEB}`)).status).toBe(401)
  })

  it('shows every name to whoever may see all', async () => {
    expect(read((await ask(server, query(HIDDEN), { token: TOKENS.admin })).bytes)).toMatchObject({ rcode: 0 })
  })

  it('refuses hidden names, the same whether they exist or not', async () => {
    const asked = { token: TOKENS.limited }
    const [hidden, absent] = await Promise.all(
      [HIDDEN, 'nowhere-now.team-b.svc.cluster.local'].map((name) => ask(server, query(name), asked)),
    )
    for (const { bytes } of [hidden!, absent!]) {
      expect(read(bytes)).toMatchObject({ rcode: 5, answer: [], authority: [], extendedError: { code: 18 } })
    }
    expect(hidden!.headers.get('cache-control')).toBe('no-store')
    expect(read((await ask(server, query(WEB), asked)).bytes).rcode).toBe(0)
    const { body } = await server.fetch(`/resolve?name=${HIDDEN}`, asked)
    expect(body).toMatchObject({ Status: 5, extended_dns_errors: [{ info_code: 18 }] })
  })

  it('lets nobody ask as a hidden pod', async () => {
    const parameters = 'client=team-b/secret-pod'
    expect((await ask(server, query(WEB), { token: TOKENS.limited, parameters })).status).toBe(403)
  })
})

function responseText(): string {
  const message = query(WEB)
  message[2] = 0x80
  return message.toString('base64url')
}
