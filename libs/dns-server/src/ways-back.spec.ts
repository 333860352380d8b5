import { describe, expect, it } from 'vitest'
import { service, viewOfObjects } from '#test/fixtures'
import { waysBack } from './index.js'

const NAMESPACES = ['kube-system', 'consul'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}))
const { state } = viewOfObjects([
  ...NAMESPACES,
  service('kube-system/kube-dns', { clusterIPs: ['10.96.0.10', 'fd00::a'] }),
  service('kube-system/rke2-coredns', { clusterIPs: ['10.43.0.10'], labels: { 'k8s-app': 'kube-dns' } }),
  service('kube-system/metrics', { clusterIPs: ['10.96.0.11'] }),
  service('consul/dns', { clusterIPs: ['10.96.0.12'] }),
])

describe('waysBack', () => {
  it.each([
    ['10.96.0.10', 53, 'is the address of Service kube-system/kube-dns, the cluster DNS itself'],
    ['fd00::a', 53, 'is the address of Service kube-system/kube-dns, the cluster DNS itself'],
    ['10.43.0.10', 53, 'is the address of Service kube-system/rke2-coredns, the cluster DNS itself'],
    ['127.0.0.1', 1053, 'is this server itself'],
    ['10.1.0.5', 53, 'is this server itself'],
    ['127.0.0.1', 53, undefined],
    ['10.1.0.6', 53, undefined],
    ['10.96.0.11', 53, undefined],
    ['10.96.0.12', 53, undefined],
    ['192.0.2.1', 53, undefined],
  ])('%s port %i: %s', (host, port, expected) => {
    const listening = [
      { host: '127.0.0.1', port: 1053 },
      { host: '0.0.0.0', port: 53 },
    ]
    const leadsBack = waysBack({ states: () => [state], listening, localAddresses: () => ['10.1.0.5', 'fd00::5'] })
    expect(leadsBack(host, port)).toBe(expected)
  })
})
