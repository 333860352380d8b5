import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KINDS, type Kind } from '../objects/kinds.js'
import { Interner } from './interner.js'
import { listItems } from './list-items.js'
import { objectKey, slimObject, type SlimOptions } from './slim-object.js'

const slim = (raw: unknown, options: Partial<SlimOptions> = {}) =>
  slimObject(raw, { interner: new Interner(), ...options })
const pod = (metadata: object) => slim({ apiVersion: 'v1', kind: 'Pod', metadata })

/** The least that each kind needs in its spec. */
const LEAST_SPEC: Partial<Record<Kind, object>> = {
  CronJob: { jobTemplate: { spec: { template: {} } } },
  AdminNetworkPolicy: { priority: 1, subject: {} },
  BaselineAdminNetworkPolicy: { subject: {} },
  ClusterNetworkPolicy: { tier: 'Admin', priority: 1, subject: {} },
  Gateway: { gatewayClassName: 'lb', listeners: [] },
  ServiceImport: { type: 'Headless' },
}
const apiVersion = (kind: Kind, version: string) =>
  KINDS[kind].group === '' ? version : `${KINDS[kind].group}/${version}`
const readableKinds = Object.keys(KINDS).filter((kind) => kind !== 'DnsOptions') as Kind[]

describe('kinds and versions', () => {
  it.each(readableKinds.flatMap((kind) => KINDS[kind].versions.map((version) => [kind, version] as const)))(
    'takes a %s of %s',
    (kind, version) => {
      const raw = {
        apiVersion: apiVersion(kind, version),
        kind,
        metadata: { name: 'coredns', namespace: 'shop' },
        addressType: 'IPv4',
        spec: LEAST_SPEC[kind] ?? { template: {} },
      }
      const namespace = KINDS[kind].namespaced ? 'shop' : ''
      expect(slim(raw)).toMatchObject({ object: { kind, name: 'coredns', namespace } })
      expect(objectKey(raw)).toEqual({ key: { kind, name: 'coredns', namespace } })
    },
  )

  it.each([
    ['apps/v1beta1', 'Deployment', { unknown: 'Deployment (apps/v1beta1)', readable: 'apps/v1' }],
    ['extensions/v1beta1', 'Ingress', { unknown: 'Ingress (extensions/v1beta1)', readable: 'networking.k8s.io/v1' }],
    ['networking.istio.io/v1', 'Gateway', { unknown: 'Gateway (networking.istio.io/v1)' }],
    ['v1', 'ServiceAccount', { unknown: 'ServiceAccount (v1)' }],
    ['namescope', 'DnsOptions', { unknown: 'DnsOptions (namescope)' }],
    ['v1', 'toString', { unknown: 'toString (v1)' }],
  ])('knows no %s %s', (version, kind, expected) => {
    expect(slim({ apiVersion: version, kind, metadata: { name: 'x' } })).toEqual(expected)
  })

  it('never takes a Secret, whatever it holds', () => {
    expect(slim({ apiVersion: 'v1', kind: 'Secret', data: 7 })).toEqual({ notKept: 'Secret' })
  })

  it.each([[undefined], [null], [[]], ['Service'], [7]])('refuses %j', (raw) => {
    expect(slim(raw)).toHaveProperty('problem.code', 'invalid-object')
  })

  it.each([
    [{ apiVersion: 'v1' }, 'kind'],
    [{ kind: 'Pod' }, 'apiVersion'],
    [{ apiVersion: 'v1', kind: 7 }, 'kind'],
    [{ apiVersion: 'v1', kind: 'Pod' }, 'metadata'],
  ])('refuses %j', (raw, field) => {
    expect(slim(raw)).toHaveProperty('problem.field', field)
  })
})

describe('metadata', () => {
  it('keeps what every kind has, and the evidence apart', () => {
    const result = pod({
      name: 'web-0',
      namespace: 'shop',
      uid: 'u-1',
      creationTimestamp: '2026-01-05T08:00:00Z',
      deletionTimestamp: '2026-01-05T09:00:00.5+01:00',
      labels: { b: '2', a: null },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'u-2', controller: true }],
      resourceVersion: '77',
      generation: 3,
      managedFields: [
        { manager: 'kubectl', operation: 'Apply', time: '2026-01-05T08:00:00Z', fieldsV1: {} },
        { manager: 'kubelet', operation: 'Update', subresource: 'status' },
      ],
    })
    expect(result).toEqual({
      object: {
        kind: 'Pod',
        namespace: 'shop',
        name: 'web-0',
        uid: 'u-1',
        createdAt: 1_767_600_000,
        deletedAt: 1_767_600_000,
        labels: { a: '', b: '2' },
        owners: [{ kind: 'StatefulSet', name: 'web', uid: 'u-2', controller: true }],
        spec: {},
      },
      evidence: {
        resourceVersion: '77',
        managers: [
          { name: 'kubectl', operation: 'Apply', time: 1_767_600_000 },
          { name: 'kubelet', operation: 'Update', subresource: 'status' },
        ],
      },
    })
  })

  it('puts a namespaced object without a namespace into default', () => {
    expect(pod({ name: 'a' })).toHaveProperty('object.namespace', 'default')
    expect(pod({ name: 'a', namespace: '' })).toHaveProperty('object.namespace', 'default')
  })

  it('keeps annotations by the allow-list only', () => {
    const annotations = {
      'external-dns.alpha.kubernetes.io/hostname': 'a.example.com',
      'external-dns.kubernetes.io/ttl': '60',
      'meta.helm.sh/release-name': 'shop',
      'kubectl.kubernetes.io/last-applied-configuration': '{"password":"x"}',
      'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-05T08:00:00Z',
      'example.com/number': 7,
    }
    expect(pod({ name: 'a', annotations })).toHaveProperty('object.annotations', {
      'external-dns.alpha.kubernetes.io/hostname': 'a.example.com',
      'external-dns.kubernetes.io/ttl': '60',
      'meta.helm.sh/release-name': 'shop',
    })
  })

  it.each([
    ['Service', 'web.shop', false],
    ['Service', '1web', true],
    ['Service', 'a'.repeat(63), true],
    ['Service', 'a'.repeat(64), false],
    ['Namespace', 'a_b', false],
    ['Pod', 'web.shop', true],
    ['Pod', 'Web', false],
    ['Pod', '-a', false],
    ['Pod', 'a..b', false],
    ['Pod', 'a'.repeat(300), false],
    ['Pod', `${'a'.repeat(64)}.b`, true],
    ['Pod', `${'a'.repeat(200)}.${'b'.repeat(52)}`, true],
    ['Pod', `${'a'.repeat(200)}.${'b'.repeat(53)}`, false],
  ])('a %s may be called %s: %s', (kind, name, valid) => {
    const result = slim({ apiVersion: 'v1', kind, metadata: { name }, spec: {} })
    if (valid) expect(result).toHaveProperty('object.name', name)
    else expect(result).toMatchObject({ problem: { code: 'invalid-name', field: 'metadata.name' } })
  })

  it.each([
    [{}, 'metadata.name'],
    [{ generateName: 'web-' }, 'metadata.name'],
    [{ name: 'a', namespace: 'B' }, 'metadata.namespace'],
    [{ name: 'a', labels: { app: 1 } }, 'metadata.labels.app'],
    [{ name: 'a', labels: 'app' }, 'metadata.labels'],
    [{ name: 'a', creationTimestamp: 'yesterday' }, 'metadata.creationTimestamp'],
    [{ name: 'a', creationTimestamp: '2026-13-05T08:00:00Z' }, 'metadata.creationTimestamp'],
    [{ name: 'a', ownerReferences: [{ kind: 'Job' }] }, 'metadata.ownerReferences[0].name'],
  ])('refuses %j', (metadata, field) => {
    expect(pod(metadata)).toHaveProperty('problem.field', field)
  })
})

describe('a ConfigMap', () => {
  const configMap = (name: string, labels?: object, options?: Partial<SlimOptions>) =>
    slim(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { Corefile: '. { secret }' } },
      options,
    )

  it.each(['coredns', 'coredns-custom', 'kube-dns', 'dns-default', 'rke2-coredns-rke2-coredns'])(
    '%s is kept',
    (name) => {
      expect(configMap(name)).toHaveProperty('object.data', { Corefile: '. { secret }' })
    },
  )

  it('is kept by its labels', () => {
    expect(configMap('dns', { 'k8s-app': 'coredns' })).toHaveProperty('object.kind')
    expect(configMap('dns', { 'app.kubernetes.io/name': 'coredns' })).toHaveProperty('object.kind')
  })

  it('is not kept otherwise', () => {
    expect(configMap('settings')).toEqual({ notKept: 'ConfigMap' })
    expect(configMap('coredns', {}, { keepConfigMap: () => false })).toEqual({ notKept: 'ConfigMap' })
    expect(
      configMap('mine', {}, { keepConfigMap: (namespace, name) => `${namespace}/${name}` === 'default/mine' }),
    ).toHaveProperty('object.kind')
  })

  it('goes through the redaction', () => {
    const redactCorefile = (text: string) => text.replace('secret', 'digest')
    expect(configMap('coredns', {}, { redactCorefile })).toHaveProperty('object.data', { Corefile: '. { digest }' })
  })
})

describe('lists', () => {
  it('gives the items of a List and of a typed list', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }
    expect(listItems({ apiVersion: 'v1', kind: 'List', items: [service, 7] })).toEqual([service, 7])
    expect(listItems({ apiVersion: 'v1', kind: 'ServiceList', items: [{ metadata: { name: 'a' } }] })).toEqual([
      service,
    ])
  })

  it.each([[{ kind: 'Service', items: [] }], [{ kind: 'List' }], [undefined], ['List']])('%j is no list', (raw) => {
    expect(listItems(raw)).toBeUndefined()
  })
})

it('never throws, whatever stands in the fields', () => {
  const kinds = fc.constantFrom(...readableKinds)
  const spec = fc.dictionary(
    fc.constantFrom(
      'spec',
      'status',
      'ports',
      'endpoints',
      'subsets',
      'template',
      'rules',
      'containers',
      'subject',
      'addresses',
    ),
    fc.jsonValue({ maxDepth: 4 }),
  )
  fc.assert(
    fc.property(kinds, spec, fc.jsonValue(), (kind, fields, inner) => {
      const head = { apiVersion: apiVersion(kind, KINDS[kind].versions[0] ?? 'v1'), kind }
      for (const raw of [
        { ...head, metadata: { name: 'a' }, ...fields },
        { ...head, metadata: inner, spec: fields, status: fields },
      ]) {
        const result = slim(raw)
        expect(
          'object' in result || 'notKept' in result || ('problem' in result && result.problem.message),
        ).toBeTruthy()
      }
    }),
    { numRuns: 500 },
  )
})
