import { afterEach, describe, expect, it } from 'vitest'
import { TestServer, type ServerOptions } from './harness.js'
import { TEAMS } from './manifests.js'

describe('an API that follows another, started again while the other is away', () => {
  const servers: TestServer[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.remove()))
  })

  async function start(options: ServerOptions): Promise<TestServer> {
    const server = await TestServer.start(options)
    servers.push(server)
    return server
  }

  /** Response code, greatest TTL, Extended DNS Error. */
  async function told(server: TestServer, name: string): Promise<unknown[]> {
    const { body } = await server.fetch(`/resolve?name=${name}.svc.cluster.local`)
    return [body.Status, body.Answer?.[0].TTL, body.extended_dns_errors?.[0].info_code]
  }

  it('answers from what it stored, stale or too old, until the other confirms it', async () => {
    const first = await start({ manifests: TEAMS })
    const httpPort = first.addresses.http.port
    const source = `followed=feed:${first.url}`
    const before = await start({ source })
    expect(await told(before, 'db.team-b')).toEqual([0, 30, undefined])
    await Promise.all([first.stop(), before.stop()])

    const stale = await start({ source, folder: before.folder })
    expect(stale.parts.readiness()).toMatchObject({ status: 'degraded' })
    expect(await told(stale, 'web.team-a')).toEqual([0, 5, 3])
    expect(await told(stale, 'db.team-b')).toEqual([0, 5, 3])
    await stale.stop()

    const tooOld = await start({ source, folder: before.folder, maxStale: '1ms' })
    expect(await told(tooOld, 'web.team-a')).toEqual([0, 5, 3])
    expect(await told(tooOld, 'db.team-b')).toEqual([2, undefined, 22])
    await start({ folder: first.folder, httpPort })
    await expect.poll(() => told(tooOld, 'db.team-b'), { timeout: 30_000 }).toEqual([0, 30, undefined])
  }, 60_000)
})
