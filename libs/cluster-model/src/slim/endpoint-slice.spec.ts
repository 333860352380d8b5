import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

const slice = (fields: object) =>
  slimObject(
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-1' },
      addressType: 'IPv4',
      ...fields,
    },
    { interner: new Interner() },
  )
const endpoint = (fields: object) => slice({ endpoints: [{ addresses: ['10.0.0.1'], ...fields }] })

describe('an EndpointSlice', () => {
  it('keeps endpoints and ports whole', () => {
    const result = slice({
      ports: [
        { name: '', port: 80, protocol: 'TCP' },
        { name: 'dns', port: null, protocol: 'UDP', appProtocol: 'dns' },
      ],
      endpoints: [
        {
          addresses: ['10.0.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
          hostname: 'web-0',
          nodeName: 'node1',
          zone: 'eu-a',
          targetRef: { kind: 'Pod', namespace: 'default', name: 'web-0', uid: 'u' },
          hints: { forZones: [{ name: 'eu-a' }], forNodes: [{ name: 'node1' }] },
        },
      ],
    })
    expect(result).toEqual({
      object: {
        kind: 'EndpointSlice',
        namespace: 'default',
        name: 'web-1',
        addressType: 'IPv4',
        ports: [
          { protocol: 'TCP', port: 80 },
          { name: 'dns', protocol: 'UDP', appProtocol: 'dns' },
        ],
        endpoints: [
          {
            addresses: ['10.0.0.1'],
            hostname: 'web-0',
            node: 'node1',
            zone: 'eu-a',
            target: { kind: 'Pod', name: 'web-0', uid: 'u' },
            zoneHints: ['eu-a'],
            nodeHints: ['node1'],
          },
        ],
      },
    })
  })

  it.each([
    [undefined, {}],
    [{ ready: null }, {}],
    [{ ready: true }, {}],
    [{ ready: false }, { ready: false }],
    [{ ready: false, serving: false }, { ready: false }],
    [
      { ready: false, serving: true, terminating: true },
      { ready: false, serving: true, terminating: true },
    ],
    [{ serving: false }, { serving: false }],
  ])('conditions %j are kept as %j', (conditions, expected) => {
    expect(endpoint({ conditions })).toHaveProperty('object.endpoints', [{ addresses: ['10.0.0.1'], ...expected }])
  })

  it('has no endpoints when there is no list', () => {
    expect(slice({ endpoints: null })).toHaveProperty('object.endpoints', [])
  })

  it('takes names of FQDN slices as written', () => {
    expect(slice({ addressType: 'FQDN', endpoints: [{ addresses: ['a.example.com'] }] })).toHaveProperty(
      'object.endpoints[0].addresses',
      ['a.example.com'],
    )
  })

  it.each([
    [{ addressType: undefined }, 'addressType'],
    [{ addressType: 'ipv4' }, 'addressType'],
    [{ endpoints: [{ addresses: ['10.0.0.1', 'fd00::1'] }] }, 'endpoints[0].addresses[1]'],
    [{ addressType: 'IPv6', endpoints: [{ addresses: ['10.0.0.1'] }] }, 'endpoints[0].addresses[0]'],
    [{ endpoints: [{ addresses: ['10.0.0'] }] }, 'endpoints[0].addresses[0]'],
    [{ endpoints: [{ addresses: [] }] }, 'endpoints[0].addresses'],
    [{ endpoints: [{ addresses: [7] }] }, 'endpoints[0].addresses[0]'],
    [{ endpoints: [{ addresses: ['10.0.0.1'], hostname: 'a.b' }] }, 'endpoints[0].hostname'],
    [{ endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: 'true' } }] }, 'endpoints[0].conditions.ready'],
    [{ ports: [{ port: 70_000 }] }, 'ports[0].port'],
    [{ ports: [{ name: 'A' }] }, 'ports[0].name'],
  ])('refuses %j', (fields, field) => {
    expect(slice(fields)).toHaveProperty('problem.field', field)
  })
})

describe('Endpoints', () => {
  it('keeps subsets, ready addresses apart from the others', () => {
    const raw = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'db' },
      subsets: [
        {
          addresses: [{ ip: '192.0.2.1', hostname: 'a', nodeName: 'n', targetRef: { kind: 'Pod', name: 'db-0' } }],
          notReadyAddresses: [{ ip: '192.0.2.2' }],
          ports: [{ port: 5432 }],
        },
      ],
    }
    expect(slimObject(raw, { interner: new Interner() })).toHaveProperty('object.subsets', [
      {
        addresses: [{ ip: '192.0.2.1', hostname: 'a', node: 'n', target: { kind: 'Pod', name: 'db-0' } }],
        notReadyAddresses: [{ ip: '192.0.2.2' }],
        ports: [{ protocol: 'TCP', port: 5432 }],
      },
    ])
    const broken = { ...raw, subsets: [{ addresses: [{ ip: '192.0.2' }] }] }
    expect(slimObject(broken, { interner: new Interner() })).toHaveProperty(
      'problem.field',
      'subsets[0].addresses[0].ip',
    )
  })
})
