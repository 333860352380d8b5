import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { allObjects, type Kind, type SlimObject } from '#libs/cluster-model'
import { LiveView, emptyView, liveSink } from '#libs/cluster-view'
import { feedSource } from '#libs/feed-source'
import { answerPart } from '#libs/resolver'
import { TOKENS, TestServer } from './harness.js'
import { CLUSTER_DNS, TEAMS, clusterIpService } from './manifests.js'

const BREATHER = { now: () => performance.now(), pause: () => new Promise<void>((resolve) => setImmediate(resolve)) }
const DNS_KINDS: readonly Kind[] = ['ConfigMap', 'Deployment', 'EndpointSlice', 'Namespace', 'Service']

/** A process that follows a server. */
class Followed {
  readonly live = new LiveView(emptyView('here'), BREATHER)
  readonly problems: string[] = []
  readonly notes: (string | undefined)[] = []
  private readonly stopping = new AbortController()
  readonly done: Promise<void>

  constructor(url: string, { kinds, token }: { kinds?: () => readonly Kind[]; token?: string } = {}) {
    this.live.subscribe(({ commit }) => this.notes.push(commit.note))
    const options = { url, now: Date.now, random: () => 0.01, pause: BREATHER.pause, kinds }
    const source = feedSource({ ...options, ...(token === undefined ? {} : { token: () => Promise.resolve(token) }) })
    const sink = liveSink(this.live, ({ severity, code }) => this.problems.push(`${severity} ${code}`))
    this.done = source.run(sink, this.stopping.signal)
  }

  get names(): string[] {
    return [...allObjects(this.live.current.state)].map(nameOf).toSorted()
  }

  stop(): Promise<void> {
    this.stopping.abort()
    return this.done
  }
}

function nameOf({ kind, namespace, name }: SlimObject): string {
  return `${kind} ${namespace}/${name}`
}

function namesOf(server: TestServer): string[] {
  return [...allObjects(server.parts.clusters.find(undefined).current.state)].map(nameOf).toSorted()
}

describe('the feed', () => {
  let server: TestServer
  const following: Followed[] = []
  beforeAll(async () => {
    server = await TestServer.start({ manifests: { ...TEAMS, ...CLUSTER_DNS }, auth: 'token' })
  })
  afterEach(async () => {
    await Promise.all(following.splice(0).map((each) => each.stop()))
  })
  afterAll(() => server.remove())

  function follow(kinds?: () => readonly Kind[], token = TOKENS.admin): Followed {
    const followed = new Followed(server.url, { token, ...(kinds && { kinds }) })
    following.push(followed)
    return followed
  }

  it('brings a follower everything, and then each change', async () => {
    const followed = follow()
    await server.until(() => followed.names.length > 0)
    expect(followed.names).toEqual(namesOf(server))
    const { serials, coverage } = server.parts.clusters.find(undefined).current
    expect([followed.live.current.serials, followed.live.current.coverage]).toEqual([serials, coverage])
    await server.write('new.yaml', clusterIpService('team-a', 'new', '10.96.1.9'))
    await server.until(() => followed.names.includes('Service team-a/new'))
    expect(followed.names).toEqual(namesOf(server))
    expect(followed.live.current.serials).toEqual(server.parts.clusters.find(undefined).current.serials)
  })

  it('counts its followers for the metrics', async () => {
    const counted = async (): Promise<number> => {
      const text = await (await fetch(`${server.operationsUrl}/metrics`)).text()
      return Number(/^namescope_feed_followers (\d+)$/m.exec(text)?.[1])
    }
    await expect.poll(counted).toBe(0)
    const followed = follow()
    await expect.poll(counted).toBe(1)
    await followed.stop()
    await expect.poll(counted).toBe(0)
  })

  it('brings the kinds that were asked for, and what DNS itself runs on', async () => {
    const followed = follow(() => DNS_KINDS)
    await server.until(() => followed.names.length > 0)
    const kinds = new Set(followed.names.map((name) => name.split(' ')[0]))
    expect(kinds).toEqual(new Set(['EndpointSlice', 'Namespace', 'Pod', 'Service']))
    expect(followed.names.filter((name) => name.startsWith('Pod'))).toEqual(['Pod kube-system/coredns-1'])
    const { state } = followed.live.current
    expect([...allObjects(state)]).toEqual([...allObjects(state)].map(answerPart))
    expect(followed.live.current.coverage.Pod).toBeUndefined()
    await server.write('other.yaml', clusterIpService('team-a', 'other', '10.96.1.8'))
    await server.until(() => followed.names.includes('Service team-a/other'))
  })

  it('is asked again when more kinds are needed', async () => {
    let kinds: readonly Kind[] = ['Namespace', 'Service']
    const followed = follow(() => kinds)
    await server.until(() => followed.names.length > 0)
    expect(followed.names.some((name) => name.startsWith('EndpointSlice'))).toBe(false)
    kinds = DNS_KINDS
    await server.write('more.yaml', clusterIpService('team-a', 'more', '10.96.1.10'))
    await server.until(() => followed.names.some((name) => name.startsWith('EndpointSlice')))
  })

  it.each([
    ['protocol=1.0', TOKENS.limited, 403, 'forbidden'],
    ['protocol=1.0', TOKENS.nobody, 401, 'unauthenticated'],
    ['protocol=2.0', TOKENS.admin, 406, 'not-acceptable'],
    ['protocol=1.2', TOKENS.admin, 406, 'not-acceptable'],
    ['protocol=one', TOKENS.admin, 400, 'invalid-argument'],
    ['', TOKENS.admin, 400, 'invalid-argument'],
    ['protocol=1.0&kinds=Service,Secret', TOKENS.admin, 400, 'invalid-argument'],
    ['protocol=1.0&cluster=nil', TOKENS.admin, 404, 'cluster-not-found'],
  ])('refuses %s', async (query, token, status, code) => {
    const response = await server.get(`/feed?${query}`, token)
    expect([response.status, response.body.code]).toEqual([status, code])
  })

  it('speaks to a follower that is one minor version ahead', async () => {
    const response = await fetch(`${server.url}/api/v1/feed?protocol=1.1`, {
      headers: { authorization: `Bearer ${TOKENS.admin}` },
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/vnd.namescope.feed'])
    await response.body?.cancel()
  })

  it('leaves a follower without the right to it with nothing, and says why once', async () => {
    const followed = follow(undefined, TOKENS.limited)
    await server.until(() => followed.problems.length > 0)
    expect([followed.problems, followed.names]).toEqual([['warning forbidden'], []])
  })
})

describe('a server that is not up to date', () => {
  it('lets followers go on behind their place after a restart, with no state sent', async () => {
    const first = await TestServer.start({ manifests: TEAMS })
    const { port } = first.addresses.http
    const followed = new Followed(first.url)
    await first.until(() => followed.names.length > 0)
    const notes = followed.notes.length
    await first.stop()
    const second = await TestServer.start({ folder: first.folder, httpPort: port })
    await second.write('new.yaml', clusterIpService('team-a', 'new', '10.96.1.9'))
    await second.until(() => followed.names.includes('Service team-a/new'))
    expect(followed.notes.slice(notes)).not.toContain('resync with the feed')
    expect(followed.names).toEqual(namesOf(second))
    await followed.stop()
    await second.remove()
  })

  it('makes followers take the whole state where its history is another one', async () => {
    const first = await TestServer.start({ manifests: TEAMS })
    const { port } = first.addresses.http
    const followed = new Followed(first.url)
    await first.until(() => followed.names.length > 0)
    await first.stop()
    await rm(`${first.folder}/namescope.db`)
    await first.write('team-a.yaml', clusterIpService('team-a', 'another', '10.96.1.77'))
    const second = await TestServer.start({ folder: first.folder, httpPort: port })
    await second.until(() => followed.names.includes('Service team-a/another'))
    expect(followed.notes).toContain('resync with the feed')
    expect(followed.names).toEqual(namesOf(second))
    await followed.stop()
    await second.remove()
  })
})
