import 'reflect-metadata'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VISIBILITY, Visibility, type VisibilityLevel } from '../../apps/api/src/auth/visibility.js'
import { fileText, repositoryFiles, ROOT } from './repository.js'

/** What Nest writes on a method that answers a request: an HTTP verb, or the kind of GraphQL operation. */
const OPERATION_MARKS = ['method', 'graphql:resolver_type']
const LEVELS: readonly VisibilityLevel[] = ['public', 'scoped', 'all-only']

const SOURCES = repositoryFiles('apps/api/src').filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
const DOORS = SOURCES.filter((file) => /\.(controller|resolver)\.ts$/.test(file))

interface Operation {
  readonly name: string
  /** What it declares to show, on itself or on its class. */
  readonly shows: unknown
}

/** The operations of a class: its methods that answer requests. Fields of GraphQL types are no operations. */
function operationsOf(type: { readonly name: string; readonly prototype: object }): Operation[] {
  const prototype = type.prototype as Record<string, unknown>
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = prototype[name]
    if (name === 'constructor' || typeof method !== 'function') return []
    if (!OPERATION_MARKS.some((mark) => Reflect.hasMetadata(mark, method))) return []
    const shows: unknown = Reflect.getMetadata(VISIBILITY, method) ?? Reflect.getMetadata(VISIBILITY, type)
    return [{ name: `${type.name}.${name}`, shows }]
  })
}

async function operationsIn(file: string): Promise<Operation[]> {
  const exported = Object.values((await import(join(ROOT, file))) as Record<string, unknown>)
  return exported.flatMap((value) => (typeof value === 'function' ? operationsOf(value) : []))
}

describe('operationsOf', () => {
  class Sample {
    open(): void {}
    silent(): void {}
    inner(): void {}
  }
  const method = (name: string): PropertyDescriptor => Object.getOwnPropertyDescriptor(Sample.prototype, name)!
  for (const name of ['open', 'silent']) Reflect.defineMetadata('method', 0, method(name).value as object)
  Visibility('scoped')(Sample.prototype, 'open', method('open'))

  it('finds what answers requests, and what it declares', () => {
    expect(operationsOf(Sample)).toEqual([
      { name: 'Sample.open', shows: 'scoped' },
      { name: 'Sample.silent', shows: undefined },
    ])
  })
})

describe('every operation of the API', () => {
  it('stands in a file that says so', () => {
    const elsewhere = SOURCES.filter(
      (file) => /^@(Controller|Resolver)\(/m.test(fileText(file)) && !DOORS.includes(file),
    )
    expect(elsewhere).toEqual([])
  })

  it.each(DOORS)('declares what it shows: %s', async (file) => {
    const operations = await operationsIn(file)
    expect(operations.filter(({ shows }) => !LEVELS.includes(shows as VisibilityLevel))).toEqual([])
  })

  it('is looked at', async () => {
    const operations = (await Promise.all(DOORS.map(operationsIn))).flat()
    expect(operations.length).toBeGreaterThan(5)
  })
})
