import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCorefile } from '#libs/corefile'
import { TOKENS, TestServer } from './harness.js'
import { CLUSTER_DNS, TEAMS, clusterIpService } from './manifests.js'

const ZONES = ['cluster.local.', 'in-addr.arpa.', 'ip6.arpa.']
const WITHOUT_BIND = spawnSync('named-checkzone', ['-v']).error !== undefined

describe('zone files', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: { ...TEAMS, ...CLUSTER_DNS }, auth: 'token' })
  })
  afterAll(() => server.remove())

  const file = (zone: string, token = TOKENS.admin): Promise<string> =>
    server.get(`/zones/${zone}/file`, token).then(({ text }) => text)

  it('the zones of the cluster, each with its file', async () => {
    const { body } = await server.get('/zones', TOKENS.limited)
    expect(body).toMatchObject({ cluster: 'small', revision: '1.1' })
    expect(body.zones.map(({ name }: { name: string }) => name)).toEqual(ZONES)
    expect(body.zones.map(({ reverse }: { reverse: boolean }) => reverse)).toEqual([false, true, true])
    const graphql = await server.graphql('{ zones { revision zones { name reverse file } } }', {}, TOKENS.limited)
    expect(graphql.body.data.zones.zones).toEqual(body.zones)
    const linked = await server.fetch(body.zones[0].file, { token: TOKENS.limited })
    expect(linked.text).toBe(await file('cluster.local', TOKENS.limited))
  })

  it('is text/dns with an ETag, every record of the inventory a line', async () => {
    const { status, headers, text } = await server.get('/zones/Cluster.Local/file', TOKENS.admin)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/dns\b/)
    expect(headers.get('content-disposition')).toBe('attachment; filename="Cluster.Local.zone"')
    const tag = headers.get('etag') ?? ''
    expect(tag).toMatch(/^"[\w-]+"$/)
    const { body } = await server.get('/records?suffix=cluster.local&first=500', TOKENS.admin)
    expect(body.records.length).toBeGreaterThan(5)
    for (const { name, ttl, type, data } of body.records)
      expect(text).toContain(`\n${name}\t${ttl}\tIN\t${type}\t${data}\n`)
    const again = await server.fetch('/api/v1/zones/Cluster.Local/file', {
      token: TOKENS.admin,
      headers: { 'if-none-match': tag },
    })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it.each([
    ['/zones/example.com/file', 404, 'not-found', 'zone'],
    ['/zones/a..b/file', 400, 'invalid-name', undefined],
    ['/zones/cluster.local/file?at=9.9', 404, 'revision-not-found', 'at'],
    ['/zones?color=red', 400, 'invalid-argument', 'color'],
  ])('refuses %s with %d %s', async (path, status, code, field) => {
    expect((await server.get(path, TOKENS.admin)).body).toMatchObject({ status, code, ...(field && { field }) })
  })

  it('shows a limited caller nothing outside their namespaces, not even the name servers', async () => {
    for (const zone of ZONES) expect(await file(zone, TOKENS.limited)).not.toMatch(/team-b|kube-system|kube-dns/)
    expect(await file('cluster.local', TOKENS.limited)).toContain('\nweb.team-a.svc.cluster.local.\t')
  })

  it.each(ZONES)('%s is read by our own parser of master files', async (zone) => {
    for (const token of [TOKENS.admin, TOKENS.limited]) {
      const { problems } = readCorefile(`${zone} {\n file db\n}\n`, {
        version: '1.15.0',
        origin: { corefile: 'option', version: 'option' },
        assumptions: [],
        files: { db: await file(zone, token) },
      })
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })

  describe.skipIf(WITHOUT_BIND)("BIND's named-checkzone (skipped where package bind9-utils is missing)", () => {
    it.each(ZONES)('loads %s', async (zone) => {
      for (const token of [TOKENS.admin, TOKENS.limited]) {
        const path = join(server.folder, 'checked.zone')
        await writeFile(path, await file(zone, token))
        const { status, stdout } = spawnSync('named-checkzone', ['-i', 'local', zone, path], { encoding: 'utf8' })
        expect(stdout).toMatch(/\nOK\n$/)
        expect(status).toBe(0)
      }
    })
  })

  it('is of the revision that was asked for', async () => {
    await server.write('later.yaml', clusterIpService('team-a', 'later', '10.96.1.9'))
    await server.until(async () => (await server.get('/status', TOKENS.admin)).body.storage.durable === '1.2')
    expect(await file('cluster.local')).toMatch(/ at revision 1\.2\n[^]*\nlater\.team-a\./)
    const before = await server.get('/zones/cluster.local/file?at=1.1', TOKENS.admin)
    expect(before.text).toContain(' at revision 1.1\n')
    expect(before.text).not.toContain('later.team-a')
  })
})
