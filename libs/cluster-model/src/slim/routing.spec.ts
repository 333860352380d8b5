import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

const slim = (apiVersion: string, kind: string, fields: object) =>
  slimObject(
    { apiVersion, kind, metadata: { name: 'a', namespace: 'shop', generation: 4 }, ...fields },
    { interner: new Interner() },
  )
const head = { namespace: 'shop', name: 'a' }

describe('Ingress and IngressClass', () => {
  it('keeps hosts, backends and addresses', () => {
    const backend = (name: string, port: object) => ({ backend: { service: { name, port } } })
    const result = slim('networking.k8s.io/v1', 'Ingress', {
      spec: {
        ingressClassName: 'nginx',
        defaultBackend: { service: { name: 'fallback', port: { number: 80 } } },
        rules: [
          {
            host: 'a.example.com',
            http: {
              paths: [
                backend('web', { name: 'http' }),
                backend('web', { name: 'http' }),
                { backend: { resource: { kind: 'Bucket' } } },
              ],
            },
          },
          {},
        ],
        tls: [{ hosts: ['a.example.com'], secretName: 's' }, { hosts: ['a.example.com', 'b.example.com'] }, {}],
      },
      status: { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }] } },
    })
    expect(result).toEqual({
      object: {
        kind: 'Ingress',
        ...head,
        ingressClass: 'nginx',
        defaultBackend: { service: 'fallback', port: 80 },
        rules: [{ host: 'a.example.com', backends: [{ service: 'web', port: 'http' }] }, {}],
        tlsHosts: ['a.example.com', 'b.example.com'],
        loadBalancer: [{ hostname: 'lb.example.com' }],
      },
    })
    expect(slim('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'example.com/c' } })).toEqual({
      object: { kind: 'IngressClass', namespace: '', name: 'a', controller: 'example.com/c' },
    })
  })
})

describe('Gateways and routes', () => {
  it('keeps listeners and addresses', () => {
    const listener = (fields: object) => ({ name: 'web', port: 443, protocol: 'HTTPS', ...fields })
    const result = slim('gateway.networking.k8s.io/v1', 'Gateway', {
      spec: {
        gatewayClassName: 'lb',
        listeners: [
          listener({
            hostname: '*.example.com',
            allowedRoutes: { namespaces: { from: 'Same' }, kinds: [{ kind: 'HTTPRoute' }] },
          }),
          listener({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { a: 'b' } } } } }),
        ],
      },
      status: { addresses: [{ value: '192.0.2.1' }, { type: 'Hostname', value: 'lb.example.com' }] },
    })
    expect(result).toEqual({
      object: {
        kind: 'Gateway',
        ...head,
        gatewayClass: 'lb',
        listeners: [
          { name: 'web', hostname: '*.example.com', port: 443, protocol: 'HTTPS', allowedKinds: ['HTTPRoute'] },
          {
            name: 'web',
            port: 443,
            protocol: 'HTTPS',
            allowedFrom: 'Selector',
            allowedSelector: { matchLabels: { a: 'b' } },
          },
        ],
        addresses: [
          { type: 'IPAddress', value: '192.0.2.1' },
          { type: 'Hostname', value: 'lb.example.com' },
        ],
      },
    })
    const broken = { spec: { gatewayClassName: 'lb', listeners: [{ name: 'web', protocol: 'TCP' }] } }
    expect(slim('gateway.networking.k8s.io/v1', 'Gateway', broken)).toHaveProperty(
      'problem.field',
      'spec.listeners[0].port',
    )
  })

  it('joins each parent of a route with what its controllers say', () => {
    const parentRefs = [
      { name: 'lb' },
      { name: 'lb', sectionName: 'web', namespace: 'infra' },
      { kind: 'Service', group: '', name: 'web' },
    ]
    const accepted = (parentRef: object, status: string) => ({
      parentRef,
      controllerName: 'c',
      conditions: [{ type: 'Accepted', status, observedGeneration: 4 }],
    })
    const result = slim('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      spec: {
        hostnames: ['a.example.com'],
        parentRefs,
        rules: [
          {
            backendRefs: [
              { name: 'web', port: 80 },
              { name: 'web', port: 80, weight: 9 },
              { kind: 'Bucket', name: 'b' },
            ],
          },
          { backendRefs: [{ name: 'api', namespace: 'infra', port: 80 }] },
        ],
      },
      status: {
        parents: [
          accepted({ kind: 'Gateway', name: 'lb', namespace: 'shop' }, 'False'),
          accepted({ name: 'lb' }, 'True'),
          accepted({ name: 'lb' }, 'False'),
          accepted({ name: 'lb', sectionName: 'web', namespace: 'infra' }, 'False'),
        ],
      },
    })
    expect(result).toEqual({
      object: {
        kind: 'HTTPRoute',
        ...head,
        hostnames: ['a.example.com'],
        parents: [
          { name: 'lb', accepted: true, acceptedGeneration: 4 },
          { namespace: 'infra', name: 'lb', section: 'web', accepted: false, acceptedGeneration: 4 },
          { kind: 'Service', name: 'web' },
        ],
        backends: [
          { name: 'web', port: 80 },
          { namespace: 'infra', name: 'api', port: 80 },
        ],
        generation: 4,
      },
    })
  })
})

describe('multi-cluster kinds', () => {
  it('keeps imports and exports', () => {
    expect(
      slim('multicluster.x-k8s.io/v1alpha1', 'ServiceImport', {
        spec: { type: 'ClusterSetIP', ips: ['10.0.0.1'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
        status: { clusters: [{ cluster: 'east' }] },
      }),
    ).toEqual({
      object: {
        kind: 'ServiceImport',
        ...head,
        type: 'ClusterSetIP',
        ips: ['10.0.0.1'],
        ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
        clusters: ['east'],
      },
    })
    const conditions = [
      { type: 'Valid', status: 'False' },
      { type: 'Conflict', status: 'True' },
    ]
    expect(slim('multicluster.x-k8s.io/v1beta1', 'ServiceExport', { status: { conditions } })).toEqual({
      object: { kind: 'ServiceExport', ...head, conflict: true, valid: false },
    })
    expect(slim('multicluster.x-k8s.io/v1beta1', 'ServiceExport', {})).toEqual({
      object: { kind: 'ServiceExport', ...head },
    })
  })

  it.each([
    [{ spec: {} }, 'spec.type'],
    [{ spec: { type: 'Headless', ips: ['x'] } }, 'spec.ips[0]'],
  ])('refuses an import of %j', (fields, field) => {
    expect(slim('multicluster.x-k8s.io/v1beta1', 'ServiceImport', fields)).toHaveProperty('problem.field', field)
  })
})

describe('a DNSEndpoint', () => {
  it('keeps what is declared', () => {
    const endpoint = {
      dnsName: 'a.example.com',
      recordType: 'A',
      targets: ['192.0.2.1'],
      recordTTL: 60,
      setIdentifier: 'one',
      labels: { owner: 'me' },
      providerSpecific: [{ name: 'aws/weight', value: '10' }],
    }
    const { recordTTL: ttl, ...rest } = endpoint
    expect(slim('externaldns.k8s.io/v1alpha1', 'DNSEndpoint', { spec: { endpoints: [endpoint] } })).toHaveProperty(
      'object.endpoints',
      [{ ...rest, ttl }],
    )
    expect(
      slim('externaldns.k8s.io/v1alpha1', 'DNSEndpoint', { spec: { endpoints: [{ dnsName: 'a', recordType: 'A' }] } }),
    ).toHaveProperty('object.endpoints', [{ dnsName: 'a', recordType: 'A', targets: [] }])
  })
})

describe('Namespace and Node', () => {
  it('gives every namespace its name label', () => {
    const namespace = (labels?: object, phase = 'Active') =>
      slimObject(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels }, status: { phase } },
        { interner: new Interner() },
      )
    expect(namespace({ team: 'a' }, 'Terminating')).toEqual({
      object: {
        kind: 'Namespace',
        namespace: '',
        name: 'shop',
        labels: { 'kubernetes.io/metadata.name': 'shop', team: 'a' },
        terminating: true,
      },
    })
    expect(namespace()).not.toHaveProperty('object.terminating')
  })

  it('keeps addresses, ranges and readiness of a node', () => {
    const node = (fields: object) =>
      slimObject(
        { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node1' }, ...fields },
        { interner: new Interner() },
      )
    expect(
      node({
        spec: { podCIDR: '10.244.1.0/24', unschedulable: true },
        status: {
          addresses: [
            { type: 'InternalIP', address: '192.0.2.1' },
            { type: 'Hostname', address: 'node1' },
          ],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      }),
    ).toEqual({
      object: {
        kind: 'Node',
        namespace: '',
        name: 'node1',
        addresses: [
          { type: 'InternalIP', address: '192.0.2.1' },
          { type: 'Hostname', address: 'node1' },
        ],
        podCIDRs: ['10.244.1.0/24'],
        unschedulable: true,
        ready: true,
      },
    })
    expect(node({ status: { addresses: [{ type: 'ExternalIP', address: 'x' }] } })).toHaveProperty(
      'problem.field',
      'status.addresses[0].address',
    )
    expect(node({ spec: { podCIDRs: ['10.244.1.0/24', '10.244'] } })).toHaveProperty(
      'problem.field',
      'spec.podCIDRs[1]',
    )
  })
})
