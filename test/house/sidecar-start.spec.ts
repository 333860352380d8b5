import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './repository.js'
import { packagesLoadedBy, runtimeImports } from './runtime-imports.js'

const ENTRY = 'apps/dns/src/main.ts'
const HEAVY =
  /^(@nestjs\/|typeorm$|rxjs|graphql|mercurius|fastify|@fastify\/|class-|@kubernetes\/client-node$|sqlite3$|pg$)/

describe('runtimeImports', () => {
  it.each<[string, string[]]>([
    ["import a from 'a'", ['a']],
    ["import 'a'", ['a']],
    ["export * from 'a'", ['a']],
    ["import { type A, b } from 'a'", ['a']],
    ["import type { A } from 'a'", []],
    ["import { type A } from 'a'", []],
    ["export type { A } from 'a'", []],
    ["export const a = () => import('a')", []],
  ])('%s', (text, modules) => {
    expect(runtimeImports(text)).toEqual(modules)
  })
})

describe.skipIf(!existsSync(join(ROOT, ENTRY)))('the start of the DNS sidecar', () => {
  it('loads neither Nest nor a database nor the Kubernetes client', () => {
    const heavy = [...packagesLoadedBy(ENTRY)].filter(([name]) => HEAVY.test(name))
    expect(heavy.map(([name, way]) => `${name} by ${way.join(' -> ')}`)).toEqual([])
  })
})
