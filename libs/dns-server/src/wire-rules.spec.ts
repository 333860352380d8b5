import { describe, expect, it } from 'vitest'
import { viewOfObjects } from '#test/fixtures'
import { wireRulesOf, zoneRulesFor } from './wire-rules.js'

const COREFILE = `
cluster.local:53 prod.svc.cluster.local {
  bufsize 1232
  kubernetes cluster.local
}
.:53 {
  loadbalance
  forward . 10.0.0.1
}
.:5353 {
  chaos
}
`

describe('wireRulesOf', () => {
  const { settings } = viewOfObjects([], { corefile: COREFILE })
  const rules = wireRulesOf(settings)

  it('takes the blocks of one port', () => {
    expect(rules).toMatchObject({ port: 53, anyClass: true, echoesOptions: false })
    expect(rules.zones.map(({ zone }) => zone)).toEqual(['prod.svc.cluster.local.', 'cluster.local.', '.'])
  })

  it.each([
    ['web.default.svc.cluster.local.', 'cluster.local.', 1232, false],
    ['web.prod.svc.cluster.local.', 'prod.svc.cluster.local.', 1232, false],
    ['example.com.', '.', undefined, true],
  ])('%s has the rules of %s', (name, zone, maxSize, rotates) => {
    const found = zoneRulesFor(rules, { name, type: 'A' }, () => undefined)
    expect([found?.zone, found?.maxSize, found?.loadbalance !== undefined]).toEqual([zone, maxSize, rotates])
  })

  it('asks which block was chosen where a name does not tell', () => {
    const corefile = '. {\n view a {\n expr true\n }\n bufsize 512\n}\n. {\n bufsize 1232\n}\n'
    const { settings: viewed } = viewOfObjects([], { corefile })
    const sizes = [0, 1, 2].map(
      (block) => zoneRulesFor(wireRulesOf(viewed), { name: 'a.', type: 'A' }, () => viewed.servers[block])?.maxSize,
    )
    expect(sizes).toEqual([512, 1232, undefined])
    const parent = zoneRulesFor(rules, { name: 'cluster.local.', type: 'DS' }, () => settings.servers[1])
    expect(parent?.zone).toBe('.')
  })

  it('works them out once', () => {
    expect(wireRulesOf(settings)).toBe(rules)
  })

  it.each([
    ['. {\n}\n', 53],
    ['.:5353 {\n}\n', 5353],
    ['a:5353 {\n}\nb {\n}\n', 53],
    ['tls://.:853 {\n}\n', 53],
  ])('%j stands for port %d', (corefile, port) => {
    expect(wireRulesOf(viewOfObjects([], { corefile }).settings).port).toBe(port)
  })
})
