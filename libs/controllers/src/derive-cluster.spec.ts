import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namespace, pod, service, slim, type RawObject } from '#test/fixtures'
import type { EndpointSlice, Pod, Service, SlimObject } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { deriveCluster, type DeriveOptions } from './index.js'

const OPTIONS: DeriveOptions = {
  podCidrs: ['10.244.0.0/14', 'fd00:10:244::/56'],
  serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'],
}

function workload(kind: string, place: string, spec: RawObject, more: RawObject = {}): RawObject {
  const [inNamespace, name] = place.split('/')
  const apiVersion = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1'
  return { apiVersion, kind, metadata: { namespace: inNamespace, name }, spec, ...more }
}

function template(app: string, more: RawObject = {}): RawObject {
  const containers = [{ name: 'c', image: 'app', ports: [{ name: 'http', containerPort: 8080 }] }]
  return { metadata: { labels: { app } }, spec: { containers, ...more } }
}

function deployment(place: string, replicas: number, more: RawObject = {}): RawObject {
  const app = place.split('/')[1] as string
  return workload('Deployment', place, { replicas, selector: { matchLabels: { app } }, template: template(app) }, more)
}

function derive(objects: readonly RawObject[], previous: readonly SlimObject[] = []): SlimObject[] {
  return deriveCluster(objects.map(slim), previous, OPTIONS)
}

const podsOf = (objects: readonly SlimObject[]): Pod[] =>
  objects.filter((object): object is Pod => object.kind === 'Pod')
const slicesOf = (objects: readonly SlimObject[], name: string): EndpointSlice[] =>
  objects.filter(
    (object): object is EndpointSlice =>
      object.kind === 'EndpointSlice' && object.labels?.['kubernetes.io/service-name'] === name,
  )
const serviceOf = (objects: readonly SlimObject[], name: string): Service =>
  objects.find((object): object is Service => object.kind === 'Service' && object.name === name) as Service

const WEB_PORT = [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }]
const WEB = service('a/web', { selector: { app: 'web' }, ports: WEB_PORT })

describe('deriveCluster', () => {
  it('makes of a Deployment and a Service what a cluster would', () => {
    const objects = derive([deployment('a/web', 3), WEB])
    const pods = podsOf(objects)
    expect(pods.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^web-[a-z0-9]{10}-[a-z0-9]{5}$/)]),
    )
    expect(pods).toHaveLength(3)
    expect(pods.every(({ derived, ready, podIPs }) => derived && ready && podIPs?.length === 2)).toBe(true)
    expect(serviceOf(objects, 'web').clusterIPs).toEqual([expect.stringMatching(/^10\.(9[6-9]|10\d|11[01])\./)])
    const [slice, ...others] = slicesOf(objects, 'web')
    expect(others).toEqual([])
    expect(slice?.ports).toEqual([{ name: 'http', protocol: 'TCP', port: 8080 }])
    expect(slice?.endpoints.map(({ addresses }) => addresses[0])).toEqual(pods.map(({ podIPs }) => podIPs?.[0]))
    expect(objects.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name)).toEqual(['a', 'default'])
    expect(serviceOf(objects, 'kubernetes').clusterIPs).toEqual(['10.96.0.1'])
  })

  it.each<[title: string, objects: RawObject[], pods: number]>([
    ['a Deployment without replicas has one', [workload('Deployment', 'a/w', { template: template('w') })], 1],
    ['none with zero', [deployment('a/w', 0)], 0],
    ['a StatefulSet', [workload('StatefulSet', 'a/w', { replicas: 2, serviceName: 'w', template: template('w') })], 2],
    [
      'a DaemonSet, one a node',
      [workload('DaemonSet', 'a/w', { template: template('w') }), ...['n1', 'n2'].map(node)],
      2,
    ],
    [
      'a DaemonSet with a node selector',
      [workload('DaemonSet', 'a/w', { template: template('w', { nodeSelector: { disk: 'ssd' } }) }), node('n1')],
      0,
    ],
    ['a ReplicaSet', [workload('ReplicaSet', 'a/w', { replicas: 2, template: template('w') })], 2],
    ['a Job', [workload('Job', 'a/w', { parallelism: 3, completions: 2, template: template('w') })], 2],
    ['a suspended Job', [workload('Job', 'a/w', { suspend: true, template: template('w') })], 0],
    [
      'a CronJob',
      [workload('CronJob', 'a/w', { schedule: '* * * * *', jobTemplate: { spec: { template: template('w') } } })],
      1,
    ],
    ['an owner with status is observed', [deployment('a/w', 3, { status: { replicas: 3 } })], 0],
  ])('%s', (_title, objects, pods) => {
    expect(podsOf(derive(objects))).toHaveLength(pods)
  })

  it('does not double a dump: an owner whose pods are there is observed', () => {
    const owned = pod('a/web-1', ['10.244.0.9'], {
      metadata: {
        labels: { app: 'web' },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-x', uid: 'u', controller: true }],
      },
    })
    const replicaSet = workload('ReplicaSet', 'a/web-x', { replicas: 1, template: template('web') })
    expect(podsOf(derive([replicaSet, owned]))).toHaveLength(1)
  })

  it('names the endpoints of a StatefulSet by their pods', () => {
    const objects = derive([
      service('a/db', { clusterIPs: ['None'], selector: { app: 'db' }, ports: [{ port: 3306, protocol: 'TCP' }] }),
      workload('StatefulSet', 'a/db', { replicas: 2, serviceName: 'db', template: template('db') }),
    ])
    const hostnames = slicesOf(objects, 'db').flatMap(({ endpoints }) => endpoints.map(({ hostname }) => hostname))
    expect(hostnames).toEqual(['db-0', 'db-1'])
  })

  it('splits slices by the numbers that a named port has', () => {
    const bare = (name: string, containerPort: number): RawObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'a', name, labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort }] }] },
    })
    const slices = slicesOf(derive([WEB, bare('p1', 8080), bare('p2', 9090), bare('p3', 8080)]), 'web')
    expect(slices.map(({ ports, endpoints }) => [ports?.[0]?.port, endpoints.length])).toEqual([
      [8080, 2],
      [9090, 1],
    ])
  })

  it('gives a dual-stack Service both families and slices of both', () => {
    const dual = service('a/web', { ipFamilyPolicy: 'RequireDualStack', selector: { app: 'web' }, ports: WEB_PORT })
    const objects = derive([dual, deployment('a/web', 1)])
    expect(serviceOf(objects, 'web').clusterIPs).toEqual([
      expect.stringMatching(/^10\./),
      expect.stringMatching(/^fd00:10:96:/),
    ])
    expect(slicesOf(objects, 'web').map(({ addressType }) => addressType)).toEqual(['IPv4', 'IPv6'])
  })

  it('mirrors hand-written Endpoints of a Service without a selector', () => {
    const endpoints = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { namespace: 'a', name: 'out' },
      subsets: [
        {
          addresses: [{ ip: '192.0.2.1', hostname: 'one' }],
          notReadyAddresses: [{ ip: '192.0.2.2' }],
          ports: [{ port: 5432 }],
        },
      ],
    }
    const [slice] = slicesOf(
      derive([service('a/out', { clusterIPs: ['None'], ports: [{ port: 5432, protocol: 'TCP' }] }), endpoints]),
      'out',
    )
    expect(slice?.endpoints).toEqual([
      { addresses: ['192.0.2.1'], ready: true, hostname: 'one' },
      { addresses: ['192.0.2.2'], ready: false },
    ])
  })

  it('gives a load balancer an address, and never one that is taken', () => {
    const objects = derive([service('a/lb', { type: 'LoadBalancer', ports: WEB_PORT })])
    expect(serviceOf(objects, 'lb').loadBalancer).toEqual([{ ip: expect.stringMatching(/^198\.51\.100\./) as string }])
  })

  it('gives the same addresses in whatever order the objects are read, each once', () => {
    const objects = [
      ...Array.from({ length: 12 }, (_, i) => deployment(`a/d${i}`, 3)),
      ...Array.from({ length: 12 }, (_, i) => service(`a/s${i}`, { selector: { app: `d${i}` }, ports: WEB_PORT })),
      namespace('a'),
    ]
    const texts = (cluster: readonly SlimObject[]): string[] =>
      cluster.map((object) => JSON.stringify(object)).toSorted()
    const expected = texts(derive(objects))
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
        expect(texts(derive(shuffled))).toEqual(expected)
      }),
      { numRuns: 20 },
    )
    const addresses = podsOf(derive(objects)).flatMap(({ podIPs }) => podIPs ?? [])
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('keeps an address once given, whatever comes beside it', () => {
    const before = derive([deployment('a/web', 2), WEB])
    const newcomers = Array.from({ length: 40 }, (_, i) => service(`a/a${i}`, { ports: WEB_PORT }))
    const after = derive([...newcomers, deployment('a/web', 3), WEB], before)
    expect(serviceOf(after, 'web').clusterIPs).toEqual(serviceOf(before, 'web').clusterIPs)
    const addressOf = new Map(podsOf(after).map(({ name, podIPs }) => [name, podIPs]))
    for (const { name, podIPs } of podsOf(before)) expect(addressOf.get(name)).toEqual(podIPs)
  })

  it('says when a range is used up', () => {
    const objects = Array.from({ length: 6 }, (_, i) => slim(service(`a/s${i}`, { ports: WEB_PORT })))
    const use = (): SlimObject[] => deriveCluster(objects, [], { ...OPTIONS, serviceCidrs: ['10.96.0.0/28'] })
    expect(use).toThrow(expect.objectContaining({ code: 'limit-exceeded' }) as NamescopeError)
  })
})

function node(name: string): RawObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] },
  }
}
