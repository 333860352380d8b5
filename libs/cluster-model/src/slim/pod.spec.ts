import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

const pod = (spec: object, status?: object) =>
  slimObject({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec, status }, { interner: new Interner() })
const container = (fields: object) => ({ containers: [{ name: 'c', image: 'nginx:1', ...fields }] })

describe("a pod's spec", () => {
  it('keeps what DNS, policies and ExternalDNS need', () => {
    const result = pod({
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['1.1.1.1', 'fd00::53'],
        searches: ['example.com'],
        options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
      },
      hostNetwork: true,
      hostname: 'a',
      subdomain: 'b',
      setHostnameAsFQDN: true,
      serviceAccountName: 'robot',
      nodeName: 'node1',
      nodeSelector: { disk: 'ssd' },
      containers: [
        {
          name: 'c',
          image: 'nginx:1',
          ports: [{ name: 'http', containerPort: 80, hostPort: 8080 }],
          readinessProbe: {},
        },
        { name: 'd', image: 'nginx:1' },
      ],
      initContainers: [
        { name: 'once', image: 'busybox', ports: [{ containerPort: 1 }] },
        {
          name: 'sidecar',
          image: 'proxy',
          restartPolicy: 'Always',
          ports: [{ containerPort: 15_001, protocol: 'UDP' }],
        },
      ],
    })
    expect(result).toHaveProperty('object.node', 'node1')
    expect(result).toHaveProperty('object.spec', {
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['1.1.1.1', 'fd00::53'],
        searches: ['example.com'],
        options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
      },
      hostNetwork: true,
      hostname: 'a',
      subdomain: 'b',
      setHostnameAsFQDN: true,
      ports: [
        { name: 'http', protocol: 'TCP', port: 80, hostPort: 8080 },
        { protocol: 'UDP', port: 15_001 },
      ],
      serviceAccount: 'robot',
      images: ['nginx:1', 'busybox', 'proxy'],
      readinessProbe: true,
      nodeSelector: { disk: 'ssd' },
    })
  })

  it('leaves defaults out', () => {
    const spec = { dnsPolicy: 'ClusterFirst', serviceAccountName: 'default', hostNetwork: false, containers: [] }
    expect(pod(spec)).toHaveProperty('object.spec', {})
  })

  it('never keeps an environment value', () => {
    const env = [
      { name: 'DATABASE', value: 'postgres://admin:hunter2@db.shop.svc:5432/orders' },
      { name: 'GREETING', value: 'hunter2' },
      { name: 'FROM', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    ]
    const result = pod(container({ env }))
    expect(result).toHaveProperty('object.spec.referencedHosts', ['db.shop.svc'])
    expect(JSON.stringify(result)).not.toMatch(/hunter2|admin|orders|secretKeyRef/)
  })

  it.each([
    [{ dnsPolicy: 'Clusterfirst' }, 'spec.dnsPolicy'],
    [{ dnsConfig: { nameservers: ['dns.example.com'] } }, 'spec.dnsConfig.nameservers[0]'],
    [{ hostname: 'a.b' }, 'spec.hostname'],
    [{ hostname: 'a'.repeat(64) }, 'spec.hostname'],
    [container({ ports: [{ containerPort: 0 }] }), 'spec.containers[0].ports[0].containerPort'],
    [container({ args: [7] }), 'spec.containers[0].args[0]'],
    [{ containers: 'nginx' }, 'spec.containers'],
  ])('refuses %j', (spec, field) => {
    expect(pod(spec)).toHaveProperty('problem.field', field)
  })
})

describe("a pod's status", () => {
  it.each([
    [
      { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] },
      { phase: 'Running', podIPs: ['10.0.0.1', 'fd00::1'] },
    ],
    [{ podIP: '10.0.0.1' }, { podIPs: ['10.0.0.1'] }],
    [{ podIP: '', podIPs: [{ ip: '' }], phase: 'Pending' }, {}],
    [{ hostIP: '192.0.2.1' }, { hostIPs: ['192.0.2.1'] }],
    [{ hostIPs: [{ ip: '192.0.2.1' }, { ip: '2001:db8::1' }] }, { hostIPs: ['192.0.2.1', '2001:db8::1'] }],
    [
      {
        conditions: [
          { type: 'Initialized', status: 'True' },
          { type: 'Ready', status: 'True' },
        ],
      },
      { ready: true },
    ],
    [{ conditions: [{ type: 'Ready', status: 'False' }] }, {}],
  ])('%j is kept as %j', (status, expected) => {
    const fields = { kind: 'Pod', namespace: 'default', name: 'a', spec: {} }
    expect(pod({}, status)).toEqual({ object: { ...fields, ...expected } })
  })

  it.each([
    [{ podIP: '10.0.0.300' }, 'status.podIP'],
    [{ podIPs: [{ ip: '10.0.0.1' }, { ip: 'x' }] }, 'status.podIPs[1].ip'],
    [{ phase: 'Sleeping' }, 'status.phase'],
  ])('refuses %j', (status, field) => {
    expect(pod({}, status)).toHaveProperty('problem.field', field)
  })
})
