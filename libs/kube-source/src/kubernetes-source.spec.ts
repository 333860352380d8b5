import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findObject, type KindCoverage } from '#libs/cluster-model'
import { RecordingSink } from '../test/recording-sink.js'
import { StandInApi } from '../test/stand-in-api.js'
import { until } from '../test/until.js'
import { kubernetesSource, type KubernetesSourceOptions } from './kubernetes-source.js'

const SERVICES = 'v1/services'
const NAMESPACES = 'v1/namespaces'
const CONFIG_MAPS = 'v1/configmaps'
const DEPLOYMENTS = 'apps/v1/deployments'

const service = (namespace: string, name: string, clusterIP = '10.96.0.10') => ({
  metadata: { namespace, name, uid: `${namespace}-${name}` },
  spec: { clusterIP, clusterIPs: [clusterIP], ports: [{ port: 80 }] },
})
const namespaced = (name: string, uid = `uid-${name}`) => ({ metadata: { name, uid } })

let api: StandInApi
let sink: RecordingSink
let running: AbortController
let ended: Promise<unknown>

beforeEach(async () => {
  api = new StandInApi()
  api.serve(SERVICES, 'Service')
  api.serve(NAMESPACES, 'Namespace')
  api.serve(CONFIG_MAPS, 'ConfigMap')
  api.serve(DEPLOYMENTS, 'Deployment')
  api.put(NAMESPACES, namespaced('kube-system'))
  api.put(SERVICES, service('default', 'web'))
  await api.start()
  sink = new RecordingSink()
})

afterEach(async () => {
  running.abort()
  await ended.catch(() => undefined)
  await api.stop()
})

function run(options: Partial<KubernetesSourceOptions> = {}): void {
  running = new AbortController()
  const source = kubernetesSource({
    connect: () =>
      Promise.resolve({ server: api.url, credentials: { current: () => Promise.resolve({ token: 'secret' }) } }),
    userAgent: 'namescope/test',
    kinds: () => ['Namespace', 'Service', 'Deployment'],
    now: Date.now,
    random: () => 0,
    ...options,
  })
  ended = source.run(sink, running.signal)
  ended.catch(() => undefined)
}

const has = (kind: 'Service' | 'ConfigMap' | 'Deployment', namespace: string, name: string): boolean =>
  findObject(sink.state, { kind, namespace, name }) !== undefined
const isComplete = (): boolean =>
  (['Namespace', 'Service', 'Deployment', 'ConfigMap'] as const).every(
    (kind) => sink.coverage[kind]?.status === 'complete',
  )

describe.each([
  ['streamed lists', true],
  ['paged lists', false],
])('a live cluster, with %s', (_, streamsLists) => {
  beforeEach(() => (api.streamsLists = streamsLists))

  it('is listed, then followed', async () => {
    for (let index = 0; index < 1200; index++) api.put(SERVICES, service('many', `s${index}`))
    run()
    await until('the first list', isComplete)
    expect([...sink.state.namespaces.get('many')!.services.keys()]).toHaveLength(1200)

    api.put(SERVICES, service('default', 'api'))
    await until('a new Service', () => has('Service', 'default', 'api'))
    api.remove(SERVICES, 'default', 'web')
    await until('its end', () => !has('Service', 'default', 'web'))
    const last = sink.observations.at(-1)!
    expect(last).toMatchObject({ kind: 'changes', changes: [{ key: { name: 'web' } }] })
    expect(last.changes[0]?.after).toBeUndefined()
  })

  it('makes no commit of what is not kept', async () => {
    run()
    await until('the first list', isComplete)
    const before = sink.observations.length
    api.put(SERVICES, { ...service('default', 'web'), status: { conditions: [{ type: 'Noise', status: 'True' }] } })
    api.put(SERVICES, service('default', 'marker'))
    await until('the marker', () => has('Service', 'default', 'marker'))
    expect(sink.observations.slice(before).flatMap(({ changes }) => changes.map(({ key }) => key.name))).toEqual([
      'marker',
    ])
  })

  it('goes on from where it was after a lost connection, without a gap', async () => {
    run()
    await until('the first list', isComplete)
    await api.stop()
    api.put(SERVICES, service('default', 'meanwhile'))
    await api.start()
    await until('what happened meanwhile', () => has('Service', 'default', 'meanwhile'))
    expect(sink.observations.filter(({ kind }) => kind === 'gap')).toEqual([])
  })

  it('lists anew when its version is gone, and says since when it saw nothing', async () => {
    run()
    await until('the first list', isComplete)
    await api.stop()
    api.put(SERVICES, service('default', 'meanwhile'))
    api.remove(SERVICES, 'default', 'web')
    api.compact()
    await api.start()
    await until('the relist', () => has('Service', 'default', 'meanwhile'))
    const gap = sink.observations.find(({ kind, changes }) => kind === 'gap' && changes.length > 0)
    expect(gap?.changes.map(({ key }) => key.name).toSorted()).toEqual(['meanwhile', 'web'])
    expect(gap?.gapSince).toBeLessThanOrEqual(gap!.observedAt)
  })

  it('takes nothing from the relist of an unchanged cluster', async () => {
    run()
    await until('the first list', isComplete)
    const before = sink.observations.length
    api.compact()
    api.endWatches()
    await until('a gap', () => sink.observations.slice(before).some(({ kind }) => kind === 'gap'))
    await wait(100)
    expect(sink.observations.slice(before).flatMap(({ changes }) => changes)).toEqual([])
  })

  it('lists anew when versions go backwards', async () => {
    run()
    await until('the first list', isComplete)
    api.stepBack(50)
    api.put(SERVICES, service('default', 'restored'))
    await until('the relist', () => has('Service', 'default', 'restored'))
    expect(has('Service', 'default', 'web')).toBe(true)
    expect(sink.observations.some(({ kind }) => kind === 'gap')).toBe(true)
  })
})

/** Looks at the group that is not there. */
const looksSince = (index: number): number =>
  api.requests.slice(index).filter(({ path }) => path.startsWith('/apis/gateway')).length

describe('what a cluster refuses', () => {
  it('a kind that we may not read is told as not watched, and the rest works', async () => {
    api.forbidden.add(DEPLOYMENTS)
    run()
    await until('the first list', () => sink.coverage.Service?.status === 'complete')
    await until('the refusal', () => sink.coverage.Deployment?.status === 'not-watched')
    expect(sink.coverage.Deployment).toMatchObject({ reason: expect.stringContaining('deployments is forbidden') })
  })

  it('a kind that it does not have, until it comes', async () => {
    run({ kinds: () => ['Service', 'Gateway'], discoverEvery: 50 })
    await until('the first look', () => sink.coverage.Gateway?.status === 'not-watched')
    api.serve('gateway.networking.k8s.io/v1/gateways', 'Gateway')
    await until('the definition', () => sink.coverage.Gateway?.status !== 'not-watched')
    expect(sink.coverage.Gateway).toEqual({ status: 'complete' })
  })

  it('is asked again after 429 only when it said', async () => {
    api.refuseNext = { status: 429, times: 1, retryAfter: 1 }
    const started = Date.now()
    run({ kinds: () => ['Service'] })
    await until('the first list', () => sink.coverage.Service?.status === 'complete')
    expect(Date.now() - started).toBeGreaterThanOrEqual(1000)
  })

  it('cannot be reached: told once for as long as that lasts, and again the next time', async () => {
    run({ kinds: () => ['Service', 'Gateway'], discoverEvery: 20 })
    for (let times = 1; times <= 2; times++) {
      await until('the first look', () => sink.coverage.Service?.status === 'complete')
      await api.stop()
      await until('the report', () => sink.problems.length === times)
      await wait(1000)
      const { length } = api.requests
      await api.start()
      await until('two looks after the recovery', () => looksSince(length) > 1)
    }
    expect(sink.problems.map(({ code }) => code)).toEqual(['source-unreadable', 'source-unreadable'])
  }, 30_000)

  it('another cluster behind the same address is refused, and nothing of it is taken', async () => {
    run()
    await until('the first list', isComplete)
    await api.stop()
    api.put(NAMESPACES, namespaced('kube-system', 'another'))
    api.put(SERVICES, service('default', 'foreign'))
    await api.start()
    await expect(ended).rejects.toMatchObject({ code: 'cluster-mismatch' })
    expect(has('Service', 'default', 'foreign')).toBe(false)
  })

  it('an object that cannot be read is reported once and keeps its last good state', async () => {
    run()
    await until('the first list', isComplete)
    for (let times = 0; times < 2; times++)
      api.put(SERVICES, { ...service('default', 'web'), spec: { clusterIP: 'no address' } })
    api.put(SERVICES, service('default', 'marker'))
    await until('the marker', () => has('Service', 'default', 'marker'))
    expect(has('Service', 'default', 'web')).toBe(true)
    expect(sink.problems).toHaveLength(1)
    expect(sink.problems[0]?.message).toContain('Service default/web')
  })
})

describe('a silent server', () => {
  it('counts as stale after a while, and as complete when it is back', async () => {
    run({ quietAfter: 150, staleAfter: 200 })
    await until('the first list', isComplete)
    api.isPaused = true
    await until('staleness', () => sink.coverage.Service?.status === 'stale')
    expect(has('Service', 'default', 'web')).toBe(true)
    api.isPaused = false
    await until('recovery', isComplete)
  }, 30_000)

  it('what was restored stays stale until the first list', async () => {
    const restored: KindCoverage = { status: 'stale', since: 5 }
    sink.coverage = { Service: restored }
    await api.stop()
    run()
    await until('a failure', () => sink.problems.length > 0)
    expect(sink.coverage.Service).toEqual(restored)
    await api.start()
    await until('the first list', () => sink.coverage.Service?.status !== 'stale')
    expect(sink.coverage.Service).toEqual({ status: 'complete' })
    const late = sink.observations.find(({ changes }) => changes.some(({ key }) => key.kind === 'Service'))
    expect(late).toMatchObject({ kind: 'gap', gapSince: 5 })
  })
})

describe('cluster DNS', () => {
  const coreDns = (configMap: string, variables: object[] = []) => ({
    metadata: { namespace: 'kube-system', name: 'coredns' },
    spec: {
      selector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      template: {
        metadata: { labels: { 'k8s-app': 'kube-dns' } },
        spec: {
          containers: [{ name: 'coredns', image: 'registry.k8s.io/coredns/coredns:v1.15.0', env: variables }],
          volumes: [{ name: 'config', configMap: { name: configMap } }],
        },
      },
    },
  })
  const corefile = (name: string, text: string) => ({
    metadata: { namespace: 'kube-system', name },
    data: { Corefile: text },
  })

  it('is read from the ConfigMap that its workload mounts, and from no other', async () => {
    api.put(DEPLOYMENTS, coreDns('rke2-dns'))
    api.put(CONFIG_MAPS, corefile('rke2-dns', '.:53 {\n  whoami\n}\n'))
    api.put(CONFIG_MAPS, corefile('private', 'password'))
    run()
    await until('the Corefile', () => has('ConfigMap', 'kube-system', 'rke2-dns'))
    await until('coverage', isComplete)
    expect(has('ConfigMap', 'kube-system', 'private')).toBe(false)
    const asked = api.requests
      .filter(({ path }) => path.endsWith('/configmaps'))
      .map(({ query }) => query.get('fieldSelector'))
    expect(new Set(asked)).toEqual(new Set(['metadata.name=coredns', 'metadata.name=rke2-dns']))
  })

  it('keeps of its environment what the Corefile names, and digests of secrets', async () => {
    const variables = [
      { name: 'DOMAIN', value: 'corp.example' },
      { name: 'KEY', value: 'canary-secret' },
      { name: 'OTHER', value: 'canary-other' },
    ]
    api.put(DEPLOYMENTS, coreDns('coredns', variables))
    const text = '{$DOMAIN} {\n  route53 corp.example.:Z1 {\n    aws_access_key {$KEY} {$KEY}\n  }\n}\n'
    api.put(CONFIG_MAPS, corefile('coredns', text))
    run()
    const environment = () => {
      const found = findObject(sink.state, { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' })
      return found?.template.spec.environment
    }
    await until('the variables', () => environment() !== undefined)
    expect(environment()).toEqual({ DOMAIN: 'corp.example', KEY: expect.stringMatching(/^sha256:/) })
    expect(JSON.stringify(sink.observations)).not.toContain('canary')
  })
})

it('shows who it is', async () => {
  run()
  await until('the first list', isComplete)
  for (const { headers } of api.requests)
    expect(headers).toMatchObject({ authorization: 'Bearer secret', 'user-agent': 'namescope/test' })
})
