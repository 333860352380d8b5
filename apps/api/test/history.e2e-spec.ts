import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DATABASES, stopDatabases } from './databases.js'
import { TestServer, type ServerOptions } from './harness.js'
import { TEAMS, clusterIpService } from './manifests.js'

const WEB = '/resolve?name=web.team-a.svc.cluster.local'

afterAll(stopDatabases)

describe.each(DATABASES)('history on $name', ({ missing, fresh }) => {
  let server: TestServer
  let databaseUrl: string | undefined
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing)
    databaseUrl = await fresh()
  })
  afterEach(() => server?.remove())

  async function start(options: ServerOptions): Promise<TestServer> {
    return TestServer.start({ ...options, ...(databaseUrl === undefined ? {} : { databaseUrl }) })
  }

  /** Gives web another address and waits for the revision. */
  async function move(address: string, revision: string): Promise<void> {
    await server.write('team-a.yaml', clusterIpService('team-a', 'web', address))
    await server.until(async () => (await server.get('/status')).body.storage.durable === revision)
  }

  async function addressAt(at?: string): Promise<string> {
    const { body } = await server.get(at === undefined ? WEB : `${WEB}&at=${encodeURIComponent(at)}`)
    return body.records[0].data
  }

  it('answers for any moment: by revision, time and snapshot', async () => {
    server = await start({ manifests: TEAMS })
    const first = (await server.get('/status')).body
    const taken = await server.post('/snapshots', { name: 'Before', note: 'the first address' })
    expect([taken.status, taken.body]).toMatchObject([201, { cluster: 'small', name: 'Before', revision: '1.1' }])
    await move('10.96.1.2', '1.2')
    await move('10.96.1.3', '1.3')

    expect(await addressAt()).toBe('10.96.1.3')
    expect(await addressAt('1.1')).toBe('10.96.1.1')
    expect(await addressAt('1.2')).toBe('10.96.1.2')
    expect(await addressAt('Before')).toBe('10.96.1.1')
    expect(await addressAt('snapshot:Before')).toBe('10.96.1.1')
    expect(await addressAt(new Date(first.observedAt).toISOString())).toBe('10.96.1.1')
    expect(await addressAt('-0s')).toBe('10.96.1.3')
    expect((await server.get(`${WEB}&at=-1h`)).body.code).toBe('revision-not-found')

    const records = await server.get('/records?at=1.2&service=web&type=A')
    expect(records.body).toMatchObject({ revision: '1.2', records: [{ data: '10.96.1.2' }] })
    const past = await server.graphql(
      '{ resolve(name: "web.team-a.svc.cluster.local", at: "Before") { ... on Answer { revision observedAt } } }',
    )
    expect(past.body.data.resolve).toEqual({ revision: '1.1', observedAt: new Date(first.observedAt).toISOString() })
  })

  it('lists revisions, and compares moments', async () => {
    server = await start({ manifests: TEAMS })
    await server.post('/snapshots', { name: 'before' })
    await move('10.96.1.2', '1.2')
    await server.post('/snapshots', { name: 'after' })

    const { body } = await server.get('/revisions?first=1')
    expect(body).toMatchObject({ revision: '1.2', hasNextPage: true, endCursor: '1.2' })
    expect(body.revisions).toMatchObject([{ revision: '1.2', kind: 'changes', changes: 1 }])
    const rest = await server.get(`/revisions?after=${body.endCursor}`)
    expect(rest.body).toMatchObject({ hasNextPage: false, revisions: [{ revision: '1.1' }] })

    const compared = await server.get('/compare?from=before&to=after')
    expect(compared.body).toMatchObject({ from: { revision: '1.1' }, to: { revision: '1.2' } })
    expect(compared.body.total).toBe(compared.body.differences.length)
    expect(compared.body.differences).toContainEqual(
      expect.objectContaining({
        name: 'web.team-a.svc.cluster.local.',
        type: 'A',
        removed: [expect.objectContaining({ data: '10.96.1.1' })],
        added: [expect.objectContaining({ data: '10.96.1.2' })],
      }),
    )
    const page = await server.get('/compare?from=before&to=after&first=1&skip=1')
    expect(page.body.differences).toEqual([compared.body.differences[1]])
    const graphql = await server.graphql(
      '{ compare(from: "before", to: "after") { total differences { name added { data } } } }',
    )
    expect(graphql.body.data.compare.total).toBe(compared.body.total)
    expect((await server.get('/compare?from=nothing')).body).toMatchObject({
      code: 'snapshot-not-found',
      field: 'from',
    })
  })

  it('takes, lists and deletes snapshots', async () => {
    server = await start({ manifests: TEAMS })
    await server.post('/snapshots', { name: 'one' })
    expect((await server.post('/snapshots', { name: 'one' })).body).toMatchObject({
      status: 409,
      code: 'snapshot-exists',
    })
    expect((await server.post('/snapshots', { name: '1.1' })).body).toMatchObject({ status: 400, field: 'name' })
    expect((await server.post('/snapshots', { name: 'two', at: '9.9' })).status).toBe(404)
    const made = await server.graphql('mutation { createSnapshot(name: "two", at: "one") { name revision createdAt } }')
    expect(made.body.data.createSnapshot).toMatchObject({ name: 'two', revision: '1.1' })
    expect((await server.get('/snapshots')).body.map(({ name }: { name: string }) => name)).toEqual(['one', 'two'])
    expect((await server.get('/snapshots/one')).body).toMatchObject({ name: 'one', revision: '1.1' })
    expect((await server.delete('/snapshots/one')).status).toBe(204)
    expect((await server.delete('/snapshots/one')).status).toBe(404)
    await server.graphql('mutation { deleteSnapshot(name: "two") }')
    expect((await server.get('/snapshots')).body).toEqual([])
  })

  it('goes on after a restart: no commit for an unchanged cluster, one for what changed meanwhile', async () => {
    server = await start({ manifests: TEAMS })
    await server.post('/snapshots', { name: 'kept' })
    await move('10.96.1.2', '1.2')
    const before = await server.get(WEB)
    const { folder } = server
    await server.stop()

    server = await start({ folder })
    const after = await server.get(WEB)
    expect(after.text).toBe(before.text)
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'))
    expect((await server.get('/revisions')).body.revisions).toHaveLength(2)
    expect(await addressAt('kept')).toBe('10.96.1.1')
    await server.stop()

    server = await start({
      folder,
      manifests: { 'team-a.yaml': clusterIpService('team-a', 'web', '10.96.1.3') },
    })
    await server.until(async () => (await server.get('/status')).body.storage.durable === '3.3')
    expect(await addressAt()).toBe('10.96.1.3')
    expect(await addressAt('1.2')).toBe('10.96.1.2')
    expect(
      (await server.get('/revisions')).body.revisions.map(({ revision }: { revision: string }) => revision),
    ).toEqual(['3.3', '1.2', '1.1'])
  })

  it('keeps its last good state over a broken edit, and says so', async () => {
    server = await start({ manifests: TEAMS })
    await server.write('team-a.yaml', 'kind: Service\nmetadata: {')
    await server.until(async () => (await server.get('/status')).body.problems.length > 0)
    expect(await addressAt()).toBe('10.96.1.1')
    await rm(join(server.folder, 'manifests', 'team-b.yaml'))
    await server.until(
      async () => (await server.get('/resolve?name=secret-api.team-b.svc.cluster.local')).body.outcome === 'NxDomain',
    )
    expect(await addressAt()).toBe('10.96.1.1')
  })

  it('needs as many SQL statements for a large page as for a small one', async () => {
    server = await start({ manifests: TEAMS })
    for (let i = 2; i <= 6; i++) await move(`10.96.1.${i}`, `1.${i}`)
    const query = (first: number): string =>
      `{ revisions(first: ${first}) { nodes { id revision } } snapshots { name } records(first: ${first}, at: "1.3") { nodes { name } totalCount { count } } }`
    const cost = async (first: number): Promise<number> => {
      const before = await statements()
      expect((await server.graphql(query(first))).body.errors).toBeUndefined()
      return (await statements()) - before
    }
    await cost(1)
    expect(await cost(100)).toBe(await cost(1))
  })

  async function statements(): Promise<number> {
    const text = await (await fetch(`${server.operationsUrl}/metrics`)).text()
    return Number(/^namescope_database_statements (\d+)$/m.exec(text)?.[1])
  }
})
