import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

const service = (spec: unknown, rest: object = {}) =>
  slimObject(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec, ...rest },
    { interner: new Interner() },
  )

describe('a Service', () => {
  it('keeps every field, and no default', () => {
    const full = service(
      {
        type: 'LoadBalancer',
        clusterIP: '10.96.0.7',
        clusterIPs: ['10.96.0.7', 'fd00::7'],
        ipFamilies: ['IPv4', 'IPv6'],
        ipFamilyPolicy: 'PreferDualStack',
        selector: { b: '2', a: '1' },
        ports: [
          { name: 'http', port: 80, targetPort: 'web', nodePort: 30080, protocol: 'TCP', appProtocol: 'http' },
          { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
        ],
        externalIPs: ['192.0.2.1'],
        publishNotReadyAddresses: true,
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Local',
        trafficDistribution: 'PreferClose',
        sessionAffinity: 'ClientIP',
        loadBalancerClass: 'example.com/lb',
        loadBalancerIP: '192.0.2.9',
        healthCheckNodePort: 31000,
      },
      { status: { loadBalancer: { ingress: [{ ip: '192.0.2.9', ipMode: 'VIP' }, { hostname: 'lb.example.com' }] } } },
    )
    expect(full).toEqual({
      object: {
        kind: 'Service',
        namespace: 'shop',
        name: 'web',
        type: 'LoadBalancer',
        clusterIPs: ['10.96.0.7', 'fd00::7'],
        ipFamilies: ['IPv4', 'IPv6'],
        ipFamilyPolicy: 'PreferDualStack',
        selector: { a: '1', b: '2' },
        ports: [
          { name: 'http', protocol: 'TCP', port: 80, targetPort: 'web', nodePort: 30080, appProtocol: 'http' },
          { name: 'dns', protocol: 'UDP', port: 53 },
        ],
        externalIPs: ['192.0.2.1'],
        publishNotReadyAddresses: true,
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Local',
        trafficDistribution: 'PreferClose',
        sessionAffinity: 'ClientIP',
        loadBalancerClass: 'example.com/lb',
        loadBalancerIP: '192.0.2.9',
        loadBalancer: [{ ip: '192.0.2.9' }, { hostname: 'lb.example.com' }],
      },
    })
    const defaults = service({
      type: 'ClusterIP',
      clusterIP: '',
      ports: [{ port: 80, targetPort: 80, nodePort: 0, name: '' }],
      selector: {},
      externalTrafficPolicy: 'Cluster',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      publishNotReadyAddresses: false,
    })
    expect(Object.keys('object' in defaults ? defaults.object : {})).toEqual([
      'kind',
      'namespace',
      'name',
      'type',
      'clusterIPs',
      'ports',
    ])
    expect(defaults).toHaveProperty('object.ports', [{ protocol: 'TCP', port: 80 }])
  })

  it.each([
    ['one address', { clusterIP: '10.0.0.1' }, ['10.0.0.1']],
    [
      'the list before the single field',
      { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] },
      ['10.0.0.1', 'fd00::1'],
    ],
    ['headless', { clusterIP: 'None' }, ['None']],
    ['headless with families', { clusterIPs: ['None'], ipFamilies: ['IPv4', 'IPv6'] }, ['None']],
    ['none given yet', {}, []],
    ['an empty list', { clusterIPs: [''] }, []],
  ])('reads cluster addresses: %s', (_, spec, expected) => {
    expect(service(spec)).toHaveProperty('object.clusterIPs', expected)
  })

  it.each([
    [{ clusterIPs: ['10.0.0.256'] }, 'spec.clusterIPs[0]', 'invalid-address', 'no IP address'],
    [{ clusterIP: '10.0.0.01' }, 'spec.clusterIP', 'invalid-address', 'no IP address'],
    [{ clusterIPs: ['None', '10.0.0.1'] }, 'spec.clusterIPs[0]', 'invalid-address', 'no IP address'],
    [
      { clusterIP: 'fd00::1', ipFamilies: ['IPv4'] },
      'spec.clusterIP',
      'invalid-address',
      'an IPv6 address; an IPv4 address',
    ],
    [{ clusterIPs: ['10.0.0.1', '10.0.0.2'] }, 'spec.clusterIPs[1]', 'invalid-object', 'same family'],
    [
      { clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.1'] },
      'spec.clusterIPs[0]',
      'invalid-object',
      'must be spec.clusterIP',
    ],
    [{ clusterIPs: '10.0.0.1' }, 'spec.clusterIPs', 'invalid-object', 'a list is expected'],
    [{ ipFamilies: ['IPv5'] }, 'spec.ipFamilies[0]', 'invalid-object', 'IPv4 or IPv6'],
    [{ type: 'Clusterip' }, 'spec.type', 'invalid-object', 'ClusterIP, NodePort, LoadBalancer, ExternalName'],
    [{ type: 'ExternalName' }, 'spec.externalName', 'invalid-object', 'is missing'],
    [{ ports: [{ port: 0 }] }, 'spec.ports[0].port', 'invalid-object', 'from 1 to 65535'],
    [{ ports: [{ port: 65_536 }] }, 'spec.ports[0].port', 'invalid-object', 'is 65536'],
    [{ ports: [{ port: '80' }] }, 'spec.ports[0].port', 'invalid-object', 'a whole number'],
    [{ ports: [{ name: 'http' }] }, 'spec.ports[0].port', 'invalid-object', 'is missing'],
    [{ ports: [{ port: 80, targetPort: '80' }] }, 'spec.ports[0].targetPort', 'invalid-object', 'without quotes'],
    [{ ports: [{ port: 80, name: 'HTTP' }] }, 'spec.ports[0].name', 'invalid-name', 'DNS label'],
    [{ ports: [{ port: 80, name: 'a' }, { port: 81 }] }, 'spec.ports[1].name', 'invalid-object', 'each needs a name'],
    [{ ports: [{ port: 80, protocol: 'tcp' }] }, 'spec.ports[0].protocol', 'invalid-object', 'TCP, UDP, SCTP'],
    [{ ports: { port: 80 } }, 'spec.ports', 'invalid-object', 'a list is expected'],
    [{ ports: [80] }, 'spec.ports[0]', 'invalid-object', 'an object is expected'],
    [{ externalIPs: ['example.com'] }, 'spec.externalIPs[0]', 'invalid-address', 'no IP address'],
    [{ publishNotReadyAddresses: 'yes' }, 'spec.publishNotReadyAddresses', 'invalid-object', 'true or false'],
    [
      { selector: { 'app.kubernetes.io/name': true } },
      'spec.selector["app.kubernetes.io/name"]',
      'invalid-object',
      'in quotes',
    ],
    [{ selector: ['a'] }, 'spec.selector', 'invalid-object', 'an object is expected'],
    [undefined, 'spec', 'invalid-object', 'is missing'],
  ])('refuses %j at %s', (spec, field, code, message) => {
    const result = service(spec)
    expect(result).toMatchObject({ problem: { code, field } })
    expect('problem' in result && result.problem.message).toContain(message)
    expect('problem' in result && result.problem.message).toContain(field)
  })
})
