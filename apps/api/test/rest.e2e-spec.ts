import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestServer } from './harness.js'
import { TEAMS, clusterIpService } from './manifests.js'

describe('REST', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: TEAMS })
  })
  afterAll(() => server.remove())

  describe('GET /resolve', () => {
    it.each([
      ['web.team-a.svc.cluster.local', 'A', 'Answer', ['10.96.1.1']],
      ['web.team-a.svc.cluster.local.', 'a', 'Answer', ['10.96.1.1']],
      ['_http._tcp.web.team-a.svc.cluster.local', 'SRV', 'Answer', ['0 100 80 web.team-a.svc.cluster.local.']],
      ['db.team-b.svc.cluster.local', 'A', 'Answer', ['10.244.2.10', '10.244.2.11']],
      ['db-0.db.team-b.svc.cluster.local', 'A', 'Answer', ['10.244.2.10']],
      ['1.1.96.10.in-addr.arpa', 'PTR', 'Answer', ['web.team-a.svc.cluster.local.']],
      ['web.team-a.svc.cluster.local', 'AAAA', 'NoData', []],
      ['nothing.team-a.svc.cluster.local', 'A', 'NxDomain', []],
      ['example.com', 'A', 'Undecidable', []],
    ])('%s %s: %s', async (name, type, outcome, data) => {
      const { status, body } = await server.get(`/resolve?name=${name}&type=${type}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ cluster: 'small', revision: '1.1', outcome })
      expect(body.records.map((record: { data: string }) => record.data)).toEqual(data)
      expect(body.reasons).toBeUndefined()
    })

    it('says why, and what exists nearby', async () => {
      const { body } = await server.get('/resolve?name=wep.team-a.svc.cluster.local&explain=true')
      expect(body.outcome).toBe('NxDomain')
      expect(JSON.stringify(body.reasons)).toContain('team-a')
    })

    it.each([
      ['name=a..b', 400, 'invalid-name'],
      ['name=a&type=NOPE', 400, 'invalid-type'],
      ['', 400, 'invalid-argument'],
      ['name=a&nmae=b', 400, 'invalid-argument'],
      ['name=a&explain=maybe', 400, 'invalid-argument'],
      ['name=a&from=not%20a%20pod', 400, 'invalid-argument'],
      ['name=a&from=team-a/nobody', 404, 'object-not-found'],
      ['name=a&cluster=other', 404, 'cluster-not-found'],
      ['name=a&at=9.9', 404, 'revision-not-found'],
      ['name=a&at=no-such-snapshot', 404, 'snapshot-not-found'],
      ['name=a&at=!', 400, 'invalid-argument'],
      ['name=a&at=2001-01-01T00:00:00Z', 404, 'revision-not-found'],
    ])('refuses "%s" with %d %s', async (query, status, code) => {
      const response = await server.get(`/resolve?${query}`)
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(response.body).toMatchObject({ type: `urn:namescope:error:${code}`, status, code })
      expect(response.body.title).not.toBe('')
      expect(response.body.detail).not.toBe('')
    })
  })

  describe('GET /records', () => {
    it('pages through one revision, even when the cluster moves on', async () => {
      const own = await TestServer.start({ manifests: TEAMS })
      const first = await own.get('/records?first=3')
      expect(first.body).toMatchObject({ revision: '1.1', hasNextPage: true, hasPreviousPage: false })
      await own.write('more.yaml', clusterIpService('team-a', 'later', '10.96.1.9'))
      await own.until(async () => (await own.get('/status')).body.revision === '1.2')

      const names = first.body.records.map((record: { name: string }) => record.name)
      let page = first.body
      while (page.hasNextPage) {
        page = (await own.get(`/records?first=3&after=${page.endCursor}`)).body
        expect(page.revision).toBe('1.1')
        names.push(...page.records.map((record: { name: string }) => record.name))
      }
      expect(names.join(' ')).not.toContain('later')
      const all = await own.get('/records?at=1.1&first=500')
      expect(names).toEqual(all.body.records.map((record: { name: string }) => record.name))
      expect((await own.get('/records?first=500')).text).toContain('later.team-a')
      await own.remove()
    })

    it.each([
      ['namespace=team-a', /team-a|in-addr/],
      ['service=db', /db\.team-b|in-addr/],
      ['name=web.team-a.svc.cluster.local', /^web\.team-a\.svc\.cluster\.local\.$/],
      ['suffix=team-b.svc.cluster.local', /\.team-b\./],
      ['type=SRV', /^_/],
      ['address=10.96.1.1', /web|in-addr/],
      ['cidr=10.244.0.0/16', /db|in-addr/],
      ['source=Service/team-a/web', /web|in-addr/],
      ['label=app%3Dweb', /web|in-addr/],
    ])('filters by %s', async (filter, names) => {
      const { status, body } = await server.get(`/records?${filter}`)
      expect(status).toBe(200)
      expect(body.records.length).toBeGreaterThan(0)
      for (const { name } of body.records) expect(name).toMatch(names)
      const { body: counted } = await server.get(`/records/count?${filter}`)
      expect(counted).toEqual({ cluster: 'small', revision: '1.1', count: body.records.length, exact: true })
    })

    it.each([
      ['first=0', 'invalid-argument', 'first'],
      ['first=501', 'invalid-argument', 'first'],
      ['first=many', 'invalid-argument', 'first'],
      ['after=nonsense', 'invalid-cursor', 'after'],
      ['type=NOPE', 'invalid-type', 'type'],
      ['address=10.0.0.300', 'invalid-address', 'address'],
      ['cidr=10.0.0.0/40', 'invalid-address', 'cidr'],
      ['source=web', 'invalid-argument', 'source'],
      ['color=red', 'invalid-argument', 'color'],
    ])('refuses %s, naming the parameter', async (query, code, field) => {
      const { status, body } = await server.get(`/records?${query}`)
      expect(status).toBe(400)
      expect(body).toMatchObject({ code, field })
    })

    it('says that a cursor is too old when its revision is gone', async () => {
      const { body } = await server.get('/records?first=1')
      const [pin, ...place] = JSON.parse(Buffer.from(body.endCursor, 'base64url').toString())
      const gone = [pin.replace('1.1', '7.7'), ...place]
      const cursor = Buffer.from(JSON.stringify(gone)).toString('base64url')
      const response = await server.get(`/records?after=${cursor}`)
      expect(response.status).toBe(410)
      expect(response.body).toMatchObject({ code: 'cursor-expired', field: 'after' })
    })
  })

  it('gives strong ETags, and 304 to whoever has the result', async () => {
    for (const path of [
      '/resolve?name=web.team-a.svc.cluster.local',
      '/records',
      '/records/count',
      '/revisions',
      '/compare?from=1.1',
    ]) {
      const { headers } = await server.get(path)
      const tag = headers.get('etag') ?? ''
      expect(tag).toMatch(/^"[\w-]+"$/)
      const again = await server.fetch(`/api/v1${path}`, { headers: { 'if-none-match': `"other", ${tag}` } })
      expect([again.status, again.text]).toEqual([304, ''])
      const other = await server.fetch(`/api/v1${path}`, { headers: { 'if-none-match': '"other"' } })
      expect(other.status).toBe(200)
    }
  })

  it('tells the status of the cluster', async () => {
    const { body } = await server.get('/status')
    expect(body).toMatchObject({
      cluster: 'small',
      revision: '1.1',
      coreDns: { versionFrom: 'default', corefileFrom: 'default', zones: ['cluster.local.'] },
      storage: { status: 'ok', durable: '1.1', waiting: 0 },
      problems: [],
    })
    expect(body.kinds).toContainEqual({ kind: 'EndpointSlice', objects: 1, status: 'complete' })
    expect((await server.get('/clusters')).body).toHaveLength(1)
  })

  it.each([
    ['GET', '/api/v1/nothing', undefined, 404, 'not-found'],
    ['POST', '/api/v1/what-if', 'text/plain', 415, 'unsupported-media-type'],
    ['POST', '/api/v1/snapshots', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['POST', '/api/v1/what-if', 'application/json', 400, 'invalid-argument'],
  ])('%s %s as %s is %d %s', async (method, path, type, status, code) => {
    const response = await server.fetch(path, {
      method,
      ...(type === undefined ? {} : { headers: { 'content-type': type }, body: 'apply=x' }),
    })
    expect(response.status).toBe(status)
    expect(response.body.code).toBe(code)
  })

  it('is for this machine alone while authentication is off', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { host, port } = server.addresses.http
      const headers = { host: 'rebound.example.com' }
      request({ host, port, path: '/api/v1/status', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
    const foreign = await server.fetch('/api/v1/status', { headers: { origin: 'https://example.com' } })
    expect([foreign.status, foreign.body.code]).toEqual([403, 'forbidden-host'])
  })

  it('describes itself in OpenAPI 3.1', async () => {
    const { body } = await server.get('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths).toSorted()).toEqual([
      '/api/v1/clusters',
      '/api/v1/compare',
      '/api/v1/feed',
      '/api/v1/policies',
      '/api/v1/policies/verdict',
      '/api/v1/records',
      '/api/v1/records/count',
      '/api/v1/resolve',
      '/api/v1/revisions',
      '/api/v1/snapshots',
      '/api/v1/snapshots/{name}',
      '/api/v1/status',
      '/api/v1/what-if',
      '/api/v1/zones',
      '/api/v1/zones/{zone}/file',
      '/dns-query',
      '/resolve',
    ])
    for (const path of Object.values<Record<string, { responses: object }>>(body.paths)) {
      for (const { responses } of Object.values(path)) expect(Object.keys(responses)).toContain('401')
    }
  })
})
