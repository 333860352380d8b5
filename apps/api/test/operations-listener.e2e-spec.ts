import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestServer } from './harness.js'
import { TEAMS } from './manifests.js'

describe('the operations listener', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: TEAMS, auth: 'token' })
  })
  afterAll(() => server.remove())

  it.each([
    ['/live', 200, /alive/],
    ['/ready', 200, /"status":"ready"/],
    ['/metrics', 200, /namescope_http_requests_total/],
    ['/metrics', 200, /namescope_dns_requests_total/],
    ['/metrics', 200, /process_resident_memory_bytes/],
    ['/other', 404, /\/live, \/ready and \/metrics/],
  ])('%s is %d', async (path, status, text) => {
    const response = await fetch(`${server.operationsUrl}${path}`)
    expect(response.status).toBe(status)
    expect(await response.text()).toMatch(text)
  })

  it('tells no names of the cluster', async () => {
    await server.get('/resolve?name=web.team-a.svc.cluster.local')
    for (const path of ['/live', '/ready', '/metrics']) {
      expect(await (await fetch(`${server.operationsUrl}${path}`)).text()).not.toMatch(/team-a|small|10\.96/)
    }
  })

  it('takes nothing but GET', async () => {
    expect((await fetch(`${server.operationsUrl}/ready`, { method: 'POST' })).status).toBe(405)
  })

  it('answers DNS by UDP from the live view', async () => {
    const reply = await askByUdp(server, 'web.team-a.svc.cluster.local')
    expect(reply.subarray(-4)).toEqual(Buffer.from([10, 96, 1, 1]))
  })
})

/** Asks for an A record (RFC 1035, section 4). */
async function askByUdp(server: TestServer, name: string): Promise<Buffer> {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  const header = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  const query = Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])])
  const { host, port } = server.addresses.dns
  const socket = createSocket('udp4')
  try {
    return await new Promise((resolve, reject) => {
      socket.on('message', resolve).on('error', reject)
      socket.send(query, port, host)
    })
  } finally {
    socket.close()
  }
}
