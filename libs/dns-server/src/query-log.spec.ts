import { afterEach, describe, expect, it } from 'vitest'
import { askUdp, query } from '../test/clients.js'
import { cleanUp, client, start } from '../test/started-server.js'
import type { LoggedQuery } from './query-log.js'

const WEB = 'web.default.svc.cluster.local.'

afterEach(cleanUp)

describe('the query log', () => {
  it('tells one question of so many, over UDP and TCP', async () => {
    const logged: LoggedQuery[] = []
    const server = await start({ queryLog: { every: 3, write: (entry) => logged.push(entry) } })
    for (let id = 0; id < 5; id++) await askUdp('127.0.0.1', server.port, query(id, WEB))
    const tcp = await client(server)
    tcp.send(query(6, 'nowhere.default.svc.cluster.local.', 'AAAA'))
    await tcp.next()
    expect(logged).toEqual([
      {
        client: '127.0.0.1',
        transport: 'udp',
        name: WEB,
        type: 'A',
        rcode: 'NOERROR',
        size: expect.any(Number),
        milliseconds: 0,
      },
      expect.objectContaining({
        transport: 'tcp',
        name: 'nowhere.default.svc.cluster.local.',
        type: 'AAAA',
        rcode: 'NXDOMAIN',
      }),
    ])
  })

  it('tells of answers that upstreams gave, and of nothing that got no answer', async () => {
    const logged: LoggedQuery[] = []
    const queryLog = { every: 1, write: (entry: LoggedQuery) => logged.push(entry) }
    const server = await start({ queryLog, performAsk: async () => ({ kind: 'failed', reason: 'time-out' }) })
    const tcp = await client(server)
    tcp.send(Buffer.of(1, 2, 3), query(1, 'api.example.com.'))
    await tcp.next()
    expect(logged.map(({ name, rcode }) => [name, rcode])).toEqual([['api.example.com.', 'SERVFAIL']])
  })
})
