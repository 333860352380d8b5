import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

const slim = (apiVersion: string, kind: string, spec: unknown) =>
  slimObject({ apiVersion, kind, metadata: { name: 'p', namespace: 'shop' }, spec }, { interner: new Interner() })
const policy = (spec: unknown) => slim('networking.k8s.io/v1', 'NetworkPolicy', spec)

describe('a NetworkPolicy', () => {
  it('keeps peers and ports', () => {
    const result = policy({
      podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { a: 'b' } } }], ports: [] }],
      egress: [
        { to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
        {
          to: [],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 'web', protocol: 'TCP' },
            { port: 8000, endPort: 8100 },
          ],
        },
        {},
      ],
    })
    expect(result).toEqual({
      object: {
        kind: 'NetworkPolicy',
        namespace: 'shop',
        name: 'p',
        podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ peers: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { a: 'b' } } }] }],
        egress: [
          { peers: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
          { ports: [{ protocol: 'UDP', port: 53 }, { port: 'web' }, { port: 8000, endPort: 8100 }] },
          {},
        ],
      },
    })
  })

  it('selects every pod when nothing is said', () => {
    expect(policy({ podSelector: null, ingress: [], egress: null })).toEqual({
      object: { kind: 'NetworkPolicy', namespace: 'shop', name: 'p', podSelector: {} },
    })
  })

  it.each([
    [{ policyTypes: ['ingress'] }, 'spec.policyTypes[0]'],
    [{ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }] }, 'spec.ingress[0].from[0].ipBlock.cidr'],
    [{ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/33' } }] }] }, 'spec.egress[0].to[0].ipBlock.cidr'],
    [
      { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] },
      'spec.egress[0].to[0].ipBlock.except[0]',
    ],
    [{ egress: [{ ports: [{ port: 70_000 }] }] }, 'spec.egress[0].ports[0].port'],
    [{ egress: [{ ports: [{ port: 'web', endPort: 90 }] }] }, 'spec.egress[0].ports[0].endPort'],
    [{ egress: [{ ports: [{ port: 90, endPort: 80 }] }] }, 'spec.egress[0].ports[0].endPort'],
  ])('refuses %j', (spec, field) => {
    expect(policy(spec)).toHaveProperty('problem.field', field)
  })
})

describe('administrators’ policies', () => {
  const admin = (kind: string, spec: unknown, version = 'v1alpha1') =>
    slim(`policy.networking.k8s.io/${version}`, kind, spec)

  it('reads v1alpha1', () => {
    const result = admin('AdminNetworkPolicy', {
      priority: 10,
      subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { a: 'b' } } } },
      ingress: [
        {
          name: 'in',
          action: 'Deny',
          from: [{ namespaces: {} }],
          ports: [{ portNumber: { protocol: 'TCP', port: 80 } }],
        },
      ],
      egress: [
        {
          action: 'Pass',
          to: [{ networks: ['10.0.0.0/8'] }, { nodes: {} }, { domainNames: ['*.example.com'] }, { moons: {} }],
          ports: [{ portRange: { protocol: 'UDP', start: 1, end: 9 } }, { namedPort: 'dns' }],
        },
      ],
    })
    expect(result).toEqual({
      object: {
        kind: 'AdminNetworkPolicy',
        namespace: '',
        name: 'p',
        tier: 'Admin',
        priority: 10,
        subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { a: 'b' } } } },
        ingress: [{ name: 'in', action: 'Deny', peers: [{ namespaces: {} }], ports: [{ protocol: 'TCP', port: 80 }] }],
        egress: [
          {
            action: 'Pass',
            peers: [
              { networks: ['10.0.0.0/8'] },
              { nodes: {} },
              { domainNames: ['*.example.com'] },
              { unknown: ['moons'] },
            ],
            ports: [{ protocol: 'UDP', port: 1, endPort: 9 }, { name: 'dns' }],
          },
        ],
      },
    })
    expect(admin('BaselineAdminNetworkPolicy', { subject: { namespaces: {} } })).toMatchObject({
      object: { tier: 'Baseline', priority: 0, subject: { namespaces: {} } },
    })
  })

  it('reads v1alpha2, with Accept as Allow', () => {
    const protocols = [
      { tcp: { destinationPort: { number: 443 } } },
      { udp: { destinationPort: { range: { start: 5, end: 6 } } } },
      { sctp: {} },
      { destinationNamedPort: 'web' },
    ]
    const spec = {
      tier: 'Baseline',
      priority: 5,
      subject: { namespaces: {} },
      egress: [{ action: 'Accept', to: [{}], protocols }],
    }
    expect(admin('ClusterNetworkPolicy', spec, 'v1alpha2')).toMatchObject({
      object: {
        tier: 'Baseline',
        priority: 5,
        egress: [
          {
            action: 'Allow',
            peers: [{}],
            ports: [
              { protocol: 'TCP', port: 443 },
              { protocol: 'UDP', port: 5, endPort: 6 },
              { protocol: 'SCTP' },
              { name: 'web' },
            ],
          },
        ],
      },
    })
  })

  it.each([
    [{ subject: {} }, 'spec.priority'],
    [{ subject: {}, priority: 1001 }, 'spec.priority'],
    [{ priority: 1 }, 'spec.subject'],
    [{ priority: 1, subject: {}, ingress: [{ action: 'Block' }] }, 'spec.ingress[0].action'],
    [
      { priority: 1, subject: {}, egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.1'] }] }] },
      'spec.egress[0].to[0].networks[0]',
    ],
    [{ priority: 1, subject: {}, egress: [{ action: 'Deny', ports: [{}] }] }, 'spec.egress[0].ports[0].namedPort'],
  ])('refuses %j', (spec, field) => {
    expect(admin('AdminNetworkPolicy', spec)).toHaveProperty('problem.field', field)
  })
})
