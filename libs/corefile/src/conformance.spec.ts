import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { KubernetesPlugin } from './index.js'
import { readStanzas } from '../test/reading.js'

interface CorefileCase {
  readonly test: string
  readonly corefile: string
  readonly error: boolean
  readonly zones?: number
  readonly namespaces?: number
  readonly labels?: string
  readonly namespaceLabels?: string
  readonly pods?: string
  readonly fallthrough?: readonly string[]
  readonly startupTimeout?: string
  readonly endpointPodNames?: boolean
  readonly endpointsWatched?: boolean
  readonly ignoreEmptyService?: boolean
  readonly multiclusterZones?: readonly string[]
  readonly ttl?: number
  readonly zonal?: boolean
}

const FILE = join(resolve(process.env['NAMESCOPE_CONFORMANCE'] ?? '../shared/conformance'), 'coredns', 'corefile.json')
const cases: readonly CorefileCase[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')).cases : []
const SECONDS: Readonly<Record<string, number>> = { '5s': 5, 'time.Second * 1': 1 }

/** What a case tells of a stanza, in the case's own words. */
function told(plugin: KubernetesPlugin, expected: CorefileCase): Record<string, unknown> {
  const all = {
    zones: plugin.zones.length,
    namespaces: plugin.namespaces.length,
    labels: plugin.labels?.text ?? '',
    namespaceLabels: plugin.namespaceLabels?.text ?? '',
    pods: plugin.pods,
    fallthrough: plugin.fallthrough,
    startupTimeout: plugin.startupTimeout,
    endpointPodNames: plugin.endpointPodNames,
    endpointsWatched: !plugin.noEndpoints,
    ignoreEmptyService: plugin.ignoreEmptyService,
    multiclusterZones: plugin.multicluster,
    ttl: plugin.ttl,
    zonal: plugin.zonal,
  }
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in expected))
}

describe.skipIf(cases.length === 0)('published kubernetes stanzas (conformance/coredns/corefile.json)', () => {
  it('has all cases', () => {
    expect(cases).toHaveLength(48)
  })

  it.each(cases.map((testCase) => [testCase.corefile, testCase] as const))('%s', (corefile, expected) => {
    const { settings, problems } = readStanzas(corefile)
    expect(problems.some((problem) => problem.severity === 'error')).toBe(expected.error)
    if (expected.error) return
    const plugin = settings?.servers[0]?.plugins[0] as KubernetesPlugin
    const { test: _, corefile: __, error: ___, startupTimeout, ...rest } = expected
    const seconds = startupTimeout === undefined ? {} : { startupTimeout: SECONDS[startupTimeout] }
    expect(told(plugin, expected)).toEqual({ ...rest, ...seconds })
  })
})
