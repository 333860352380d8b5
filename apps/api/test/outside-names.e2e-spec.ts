import { Resolver } from 'node:dns/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { socketText } from '#libs/config'
import { decodeMessage, encodeQuery } from '#libs/dns-wire'
import { answers, standIn, type StandIn } from '#test/upstream'
import { TestServer } from './harness.js'

const NAME = 'www.example.com'

describe('names outside the cluster', () => {
  let upstream: StandIn
  let server: TestServer

  beforeAll(async () => {
    upstream = await standIn(answers('192.0.2.1'))
    server = await TestServer.start({ upstreams: `127.0.0.1:${upstream.port}` })
  })

  afterAll(async () => {
    await server.remove()
    upstream.close()
  })

  it('have one answer on all ways in, asked for once', async () => {
    const rest = await server.get(`/resolve?name=${NAME}`)
    expect(rest.body).toMatchObject({ outcome: 'Answer', upstream: true, records: [{ data: '192.0.2.1', ttl: 30 }] })
    const { body } = await server.graphql(
      `{ resolve(name: "${NAME}") { ... on Answer { upstream records { data } } } }`,
    )
    expect(body.data.resolve).toEqual({ upstream: true, records: [{ data: '192.0.2.1' }] })
    const resolver = new Resolver()
    resolver.setServers([socketText(server.addresses.dns)])
    expect(await resolver.resolve4(NAME)).toEqual(['192.0.2.1'])
    expect(await overHttps(server)).toMatchObject({ Status: 0, Answer: [{ data: '192.0.2.1' }] })
    const message = encodeQuery({ id: 0, question: { name: `${NAME}.`, type: 'A', class: 1 } })
    const dns = Buffer.from(message).toString('base64url')
    const reply = await fetch(`${server.url}/dns-query?dns=${dns}`)
    expect(decodeMessage(new Uint8Array(await reply.arrayBuffer()))).toMatchObject({
      kind: 'message',
      message: { rcode: 0, answer: [{ data: { address: '192.0.2.1' } }] },
    })
    expect(reply.headers.get('cache-control')).toMatch(/^private, max-age=/)
    expect(upstream.asked).toHaveLength(1)
  })

  it('have no tag: the answer can be another while the revision stays', async () => {
    const outside = await server.get(`/resolve?name=${NAME}`)
    expect([outside.headers.get('etag'), outside.headers.get('cache-control')]).toEqual([null, 'no-store'])
    const inside = await server.get('/resolve?name=nowhere.default.svc.cluster.local')
    expect(inside.headers.get('etag')).toMatch(/^"/)
    expect(inside.body).not.toHaveProperty('upstream')
  })

  it('are undecidable in the past and in what was not done', async () => {
    const { revision } = (await server.get('/status')).body
    const past = await server.get(`/resolve?name=other.example.com&at=${revision}`)
    expect(past.body).toMatchObject({ outcome: 'Undecidable', undecidable: 'upstream' })
    const apply = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } }]
    const { body } = await server.post('/what-if', { apply, resolve: [{ name: 'other.example.com' }] })
    expect(body.resolutions).toMatchObject([{ outcome: 'Undecidable' }])
    expect(await overHttps(server, `&at=${revision}`)).toMatchObject({
      Status: 2,
      extended_dns_errors: [{ info_code: 22, extra_text: expect.stringContaining('outside') }],
    })
    expect(upstream.asked).toHaveLength(1)
  })

  it('are counted under the names that CoreDNS has', async () => {
    const text = await (await fetch(`${server.operationsUrl}/metrics`)).text()
    expect(text).toContain('namescope_cache_hits_total{server="dns://:53",zones=".",view="",type="success"}')
    expect(text).toContain(
      `namescope_proxy_request_duration_seconds_count{proxy_name="forward",to="127.0.0.1:${upstream.port}",rcode="NOERROR"} 1`,
    )
  })
})

async function overHttps(server: TestServer, parameters = ''): Promise<unknown> {
  return (await server.fetch(`/resolve?name=${NAME}${parameters}`)).body
}
