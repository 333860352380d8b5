import { describe, expect, it } from 'vitest'
import { Interner, listItems, slimObject, type SlimObject } from '#libs/cluster-model'
import { countCluster } from './counts.js'
import { LoadCluster, SYNTHETIC_KINDS } from './load-cluster.js'
import { planGroups } from './load-shape.js'
import { rawObject } from './raw-object.js'
import { rawPages } from './raw-list.js'

const SMALL = { seed: 7, nodes: 50, extraGroups: [1, 101] }

describe('the standard load shape', () => {
  it('has the published proportions at full size', () => {
    const groups = planGroups({ seed: 1, nodes: 5000 })
    const services = groups.filter((group) => group.service !== undefined)
    const pods = (size: number): number => size * groups.filter((group) => group.size === size).length
    expect(new Set(groups.map((group) => group.namespace)).size).toBe(50)
    expect([pods(250), pods(30), pods(5)]).toEqual([37_500, 37_500, 75_000])
    expect(groups).toHaveLength(16_400)
    expect(services).toHaveLength(8_200)
    expect(services.filter((group) => group.service === 'Headless')).toHaveLength(1_640)
    expect(services.filter((group) => group.dualStack)).toHaveLength(820)
    expect(groups.filter((group) => group.workload === 'StatefulSet')).toHaveLength(820)
    expect(groups.filter((group) => group.policy)).toHaveLength(1_640)
  })

  it('gives every Deployment a headless Service in the headless variant', () => {
    const groups = planGroups({ seed: 1, nodes: 5000, headless: 'all' })
    expect(groups.every((group) => group.service === 'Headless')).toBe(true)
  })

  it.each([1, 3, 50, 101, 250])('has 30 pods a node and no address, uid or key twice at %i nodes', (nodes) => {
    const pods = new Set<string>()
    const uids = new Set<string>()
    const keys = new Set<string>()
    const addresses: string[] = []
    for (const object of new LoadCluster({ seed: nodes, nodes }).objects()) {
      keys.add(`${object.kind}/${object.namespace}/${object.name}`)
      if (uids.size + 1 === uids.add(object.uid ?? '').size) continue
      expect.unreachable(`${object.kind} ${object.name} has the uid of another object`)
    }
    expect(keys.size).toBe(uids.size)
    for (const pod of new LoadCluster({ seed: nodes, nodes }).objectsOf('Pod')) {
      pods.add(pod.name)
      if (pod.kind === 'Pod') addresses.push(...(pod.podIPs ?? []))
    }
    expect(pods.size).toBe(30 * nodes + 2)
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('is the same for the same seed, and another for another', () => {
    const textOf = (seed: number): string => JSON.stringify([...new LoadCluster({ seed, nodes: 10 }).objects()])
    expect(textOf(5)).toBe(textOf(5))
    expect(textOf(5)).not.toBe(textOf(6))
  })

  it('counts what it makes', () => {
    const cluster = new LoadCluster({ seed: 1, nodes: 10 })
    const { objects } = countCluster(cluster)
    for (const kind of SYNTHETIC_KINDS)
      expect([kind, objects[kind]]).toEqual([kind, [...cluster.objectsOf(kind)].length])
  })
})

describe('the raw form', () => {
  const objects = [...new LoadCluster(SMALL).objects()]

  it.each([false, true])('slims to the slim form (padded: %s)', (padded) => {
    const interner = new Interner()
    for (const object of objects) {
      const raw: unknown = JSON.parse(JSON.stringify(rawObject(object, { padded })))
      const slimmed = slimObject(raw, { interner })
      expect('object' in slimmed ? slimmed.object : slimmed).toEqual(object)
    }
  })

  it('has the size of real objects when padded', () => {
    const sizes = (kind: SlimObject['kind']): number[] =>
      objects
        .filter((object) => object.kind === kind)
        .map((object) => JSON.stringify(rawObject(object, { padded: true })).length)
    for (const size of sizes('Pod')) expect(size).toSatisfy((bytes: number) => bytes >= 5_000 && bytes <= 15_000)
    for (const size of sizes('Node')) expect(size).toSatisfy((bytes: number) => bytes >= 10_000 && bytes <= 30_000)
  })

  it('comes in pages that hold every object once', () => {
    const cluster = new LoadCluster(SMALL)
    for (const kind of SYNTHETIC_KINDS) {
      const pages = [...rawPages(cluster, kind, { size: 500 })]
      const interner = new Interner()
      const slimmed = pages.flatMap((page) =>
        (listItems(JSON.parse(JSON.stringify(page))) ?? []).map((item) => slimObject(item, { interner })),
      )
      expect(slimmed.map((result) => ('object' in result ? result.object : result))).toEqual([
        ...cluster.objectsOf(kind),
      ])
      expect(pages.slice(0, -1).every((page) => page.items.length === 500 && page.metadata.continue)).toBeTruthy()
      expect(pages.at(-1)?.metadata.continue).toBeUndefined()
    }
  })
})
