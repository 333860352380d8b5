import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPostgres, startPostgres, type PostgresServer } from '#test/postgres'
import { TestServer } from './harness.js'
import { TEAMS, clusterIpService } from './manifests.js'

const installation = findPostgres()
const missing = typeof installation === 'string' ? ` (skipped: ${installation})` : ''

describe.skipIf(missing !== '')(`when the database goes away${missing}`, () => {
  let postgres: PostgresServer
  let server: TestServer
  beforeAll(async () => {
    if (typeof installation === 'string') return
    postgres = await startPostgres(installation)
    server = await TestServer.start({ manifests: TEAMS, databaseUrl: await postgres.createDatabase() })
  })
  afterAll(() => server.remove())

  it('reads go on, ready says degraded, and what needs the history says why it has none', async () => {
    await postgres.stop()
    await server.write('team-a.yaml', clusterIpService('team-a', 'web', '10.96.1.2'))
    const address = async (): Promise<string> =>
      (await server.get('/resolve?name=web.team-a.svc.cluster.local')).body.records[0].data
    await server.until(async () => (await address()) === '10.96.1.2')

    const ready = async () => {
      const response = await fetch(`${server.operationsUrl}/ready`)
      return [response.status, ((await response.json()) as { status: string }).status]
    }
    await server.until(async () => (await ready())[1] === 'degraded')
    expect(await ready()).toEqual([200, 'degraded'])
    const { body } = await server.get('/status')
    expect(body.storage).toMatchObject({ status: 'failing', durable: '1.1', waiting: 1 })
    for (const response of [
      await server.get('/revisions'),
      await server.post('/snapshots', { name: 'now' }),
      await server.get('/records?at=-1h'),
    ]) {
      expect([response.status, response.body.code]).toEqual([503, 'database-unavailable'])
      expect(response.headers.get('retry-after')).toBe('2')
    }
  })
})
