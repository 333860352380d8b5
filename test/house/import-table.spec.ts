import { describe, expect, it } from 'vitest'
import table from '../../house/import-table.json' with { type: 'json' }
import { repositoryFiles } from './repository.js'

const imports: Readonly<Record<string, readonly string[]>> = table.libraries
const known = new Set([...table.leaves, ...Object.keys(imports)])

/** What follows from a library's row: everything that it reaches. */
function reach(library: string, path: readonly string[] = []): Set<string> {
  if (path.includes(library)) throw new Error(`a cycle: ${[...path, library].join(' -> ')}`)
  const direct = imports[library] ?? []
  return new Set(direct.flatMap((next) => [next, ...reach(next, [...path, library])]))
}

describe('the import table', () => {
  it('has a row for every library there is', () => {
    const folders = new Set(repositoryFiles('libs').map((file) => file.split('/')[1]!))
    expect([...folders].filter((folder) => !known.has(folder))).toEqual([])
  })

  it('names only libraries of the table', () => {
    const named = [...Object.values(imports).flat(), ...table.outsideWorld]
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  it.each(Object.keys(imports))('has no way back to %s', (library) => {
    expect(() => reach(library)).not.toThrow()
  })

  // objects -> state -> records -> answer -> bytes: an earlier one must never reach a later one.
  it.each([
    ['cluster-model', ['corefile', 'zone', 'resolver', 'cluster-view', 'dns-wire', 'dns-server', 'store']],
    ['corefile', ['cluster-model', 'zone', 'resolver', 'cluster-view', 'dns-wire', 'dns-server', 'store']],
    ['zone', ['resolver', 'cluster-view', 'dns-wire', 'forwarder', 'dns-server', 'store']],
    ['resolver', ['cluster-view', 'dns-wire', 'forwarder', 'dns-server', 'store']],
    ['dns-wire', ['zone', 'resolver', 'cluster-view', 'dns-server', 'store']],
    ['dns-server', ['store', 'attribution']],
  ])('keeps %s before what follows it', (library, later) => {
    expect([...reach(library)].filter((name) => later.includes(name))).toEqual([])
  })
})
