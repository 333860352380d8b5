import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readManifests } from './read-manifests.js'

const CONFORMANCE = process.env.NAMESCOPE_CONFORMANCE ?? join(import.meta.dirname, '../../../../shared/conformance')
const MANIFESTS = join(CONFORMANCE, 'manifests')
const COREDNS = join(CONFORMANCE, 'coredns')

/** Services of each set as its README counts them, less those that another file of the set writes again. */
const SETS: Record<string, { services: number; unknown: string[] }> = {
  'argo-cd-ha': { services: 12, unknown: [] },
  'coredns-addon': { services: 1, unknown: ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'] },
  deathstarbench: { services: 50, unknown: [] },
  'istio-bookinfo': { services: 23, unknown: ['Gateway', 'VirtualService'] },
  'kube-prometheus': { services: 8, unknown: ['Alertmanager', 'PodDisruptionBudget', 'Prometheus'] },
  kubeflow: { services: 30, unknown: ['VirtualService'] },
  'kubernetes-examples': { services: 12, unknown: ['PodDisruptionBudget'] },
  'online-boutique': { services: 12, unknown: ['VirtualService', 'ServiceEntry'] },
  'sock-shop': { services: 25, unknown: [] },
  'train-ticket': { services: 70, unknown: ['Gateway', 'VirtualService'] },
}

describe.skipIf(!existsSync(MANIFESTS))('real manifests (conformance data)', () => {
  it.each(Object.entries(SETS))('%s loads, and tells what it does not read', async (set, { services, unknown }) => {
    const { objects, problems } = await readManifests([join(MANIFESTS, set)])
    expect(objects.filter(({ object }) => object.kind === 'Service')).toHaveLength(services)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const kinds = problems.filter(({ code }) => code === 'unknown-kind')
    expect(kinds.map(({ message }) => message.split(' ')[0])).toEqual(unknown)
    for (const { file, line } of problems) expect([typeof file, typeof line]).toEqual(['string', 'number'])
  })

  it('load all together', async () => {
    const { objects, problems } = await readManifests(Object.keys(SETS).map((set) => join(MANIFESTS, set)))
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(new Set(problems.filter(({ code }) => code === 'unknown-kind').map(({ message }) => message)).size).toBe(
      problems.filter(({ code }) => code === 'unknown-kind').length,
    )
    const duplicates = problems.filter(({ code }) => code === 'duplicate-object').length
    expect(objects.filter(({ object }) => object.kind === 'Service').length).toBeGreaterThan(200)
    expect(duplicates).toBeGreaterThan(59)
  })
})

describe.skipIf(!existsSync(COREDNS))('clusters of the CoreDNS cases (conformance data)', () => {
  const files = existsSync(COREDNS) ? readdirSync(COREDNS).filter((name) => name.startsWith('objects-')) : []

  // The one file with slices that mix address families, which no API server would take.
  it.each(files.filter((name) => name !== 'objects-handler-mixed-slice.json'))('%s loads whole', async (name) => {
    const path = join(COREDNS, name)
    const { items } = JSON.parse(readFileSync(path, 'utf8')) as { items: unknown[] }
    const { objects, problems } = await readManifests([path])
    expect(problems).toEqual([])
    expect(objects).toHaveLength(items.length)
  })

  it('objects-handler-mixed-slice.json loads but for its mixed slices', async () => {
    const { problems } = await readManifests([join(COREDNS, 'objects-handler-mixed-slice.json')])
    expect(problems).toMatchObject([
      { code: 'invalid-address', line: 423, field: 'endpoints[4].addresses[0]' },
      { code: 'invalid-address', line: 780, field: 'endpoints[4].addresses[0]' },
    ])
  })
})
