import { describe, expect, it } from 'vitest'
import { plugin, problems } from '../../test/reading.js'

const block = (lines: string) => `kubernetes cluster.local {\n${lines}\n}`

describe('kubernetes', () => {
  it('has defaults', () => {
    expect(plugin('kubernetes', 'kubernetes Cluster.Local')).toEqual({
      name: 'kubernetes',
      zones: ['cluster.local.'],
      namespaces: [],
      pods: 'disabled',
      endpointPodNames: false,
      ttl: 5,
      noEndpoints: false,
      ignoreEmptyService: false,
      fallthrough: [],
      multicluster: [],
      zonal: false,
      startupTimeout: 5,
    })
  })

  it('takes the zones of the server block', () => {
    expect(plugin('kubernetes', 'kubernetes').zones).toEqual(['.'])
  })

  it.each([
    ['pods verified', { pods: 'verified' }],
    ['ttl 0', { ttl: 0 }],
    ['ttl 3600 surplus', { ttl: 3600 }],
    ['namespaces a b\nnamespaces b c', { namespaces: ['a', 'b', 'c'] }],
    ['namespace_labels a=b', { namespaceLabels: { text: 'a=b' } }],
    ['labels app notin (x)', { labels: { requirements: [{ key: 'app', operator: 'NotIn', values: ['x'] }] } }],
    ['endpoint_pod_names', { endpointPodNames: true }],
    ['noendpoints', { noEndpoints: true }],
    ['zonal', { zonal: true }],
    ['ignore empty_service', { ignoreEmptyService: true }],
    ['ignore', { ignoreEmptyService: false }],
    ['fallthrough', { fallthrough: ['.'] }],
    ['fallthrough 10.0.0.0/15 x.org', { fallthrough: ['0.10.in-addr.arpa.', '1.10.in-addr.arpa.', 'x.org.'] }],
    ['multicluster cluster.local', { multicluster: ['cluster.local.'] }],
    ['startup_timeout 1m30s', { startupTimeout: 90 }],
    [
      'endpoint http://a\ntls c k ca\nkubeconfig f ctx\napiserver_qps 1.5\napiserver_burst 3\napiserver_max_inflight 0',
      { ttl: 5 },
    ],
  ])('reads %j', (lines, expected) => {
    expect(plugin('kubernetes', block(lines))).toMatchObject(expected)
  })

  it.each([
    ['pods', 'wrong-arguments 3:1'],
    ['pods all', 'invalid-value 3:6'],
    ['pods disabled verified', 'wrong-arguments 3:15'],
    ['ttl', 'wrong-arguments 3:1'],
    ['ttl 3601', 'invalid-value 3:5'],
    ['ttl 5s', 'invalid-value 3:5'],
    ['namespaces', 'wrong-arguments 3:1'],
    ['namespaces a\nnamespace_labels b', 'conflicting-options 3:1'],
    ['labels a=(', 'invalid-selector 3:8'],
    ['labels a!=b', 'invalid-selector 3:8'],
    ['labels a>1', 'invalid-selector 3:8'],
    ['ignore all', 'invalid-value 3:8'],
    ['multicluster other.local', 'conflicting-options 3:1'],
    ['zonal\nnoendpoints', 'conflicting-options 3:1'],
    ['endpoint', 'wrong-arguments 3:1'],
    ['tls a b', 'wrong-arguments 3:1'],
    ['kubeconfig', 'wrong-arguments 3:1'],
    ['startup_timeout 5', 'invalid-value 3:17'],
    ['apiserver_qps -1', 'invalid-value 3:15'],
    ['apiserver_burst x', 'invalid-value 3:17'],
    ['upstream', 'unknown-property 3:1'],
    ['pod insecure', 'unknown-property 3:1'],
    ['pods {\n insecure\n}', 'syntax 4:2'],
  ])('refuses %j', (lines, expected) => {
    expect(problems(block(lines))).toEqual([expected])
  })

  it('refuses a second stanza, and reverse zones alone', () => {
    expect(problems('kubernetes a.local\nkubernetes b.local')).toEqual(['repeated-plugin 3:1'])
    expect(problems('kubernetes 10.0.0.0/8')).toEqual(['invalid-value 2:1'])
    expect(problems('kubernetes in-addr.arpa')).toEqual([])
  })

  it.each([
    ['multicluster cluster.local', '1.12.1', '1.12.2'],
    ['startup_timeout 1s', '1.12.2', '1.12.3'],
    ['zonal', '1.14.6', '1.14.7'],
  ])('knows %s since its release', (lines, before, since) => {
    expect(problems(block(lines), { version: before })).toEqual(['needs-newer-version 3:1'])
    expect(problems(block(lines), { version: since })).toEqual([])
  })
})
