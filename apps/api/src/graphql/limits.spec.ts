import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { operationCost } from './cost.js'
import type { GraphqlContext } from './graphql-context.js'
import { LIMITS } from './limits.js'
import { prepareOperation, validateOperation } from './operation.js'

const schema = buildSchema(/* GraphQL */ `
  type Query {
    thing: Thing
    things: [Thing!]!
    page(first: Int = 50): ThingConnection!
    text: String
  }
  type Thing {
    text: String
    inner: Thing
  }
  type ThingConnection {
    edges: [ThingEdge!]!
    info: Info
  }
  type ThingEdge {
    node: Thing
  }
  type Info {
    more: Boolean
  }
`)

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  return operationCost(schema, parse(query), undefined, variables)
}

function prepared(query: string, variables: Record<string, unknown> = {}): unknown {
  const result = prepareOperation(schema, { query, variables }, {} as GraphqlContext)
  return 'schema' in result ? 'runs' : result.map(({ extensions }) => extensions['code'] ?? 'invalid')
}

/** `{a{a{...}}}` of this depth. */
function nested(depth: number): string {
  return `{ thing ${'{ inner '.repeat(depth - 2)}{ text }${'}'.repeat(depth - 2)} }`
}

describe('operationCost', () => {
  it.each([
    ['{ text }', 0],
    ['{ thing { text } }', 1],
    ['{ thing { inner { inner { text } } } }', 3],
    ['{ things { text } }', 10],
    ['{ things { inner { text } } }', 20],
    ['{ page { info { more } } }', 2],
    ['{ page { edges { node { text } } } }', 1 + 50 * 2],
    ['{ page(first: 500) { edges { node { inner { text } } } info { more } } }', 1 + 500 * 3 + 1],
    ['{ a: page(first: 10) { edges { node { text } } } b: page(first: 10) { edges { node { text } } } }', 42],
    ['{ thing { ...F } } fragment F on Thing { inner { text } ... on Thing { inner { text } } }', 3],
    ['{ __schema { types { name } } }', 0],
  ])('%s costs %d', (query, cost) => {
    expect(costOf(query)).toBe(cost)
  })

  it('takes the page size from variables, and from their defaults', () => {
    const query = 'query ($n: Int = 7) { page(first: $n) { edges { node { text } } } }'
    expect(costOf(query, { n: 100 })).toBe(201)
    expect(costOf(query)).toBe(15)
  })

  it('measures fragments within fragments once each', () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Thing { inner { ...F${i + 1} ...F${i + 1} } }`,
    )
    const query = `{ thing { ...F0 } } ${levels.join(' ')} fragment F40 on Thing { text }`
    expect(costOf(query)).toBeGreaterThan(2 ** 39)
  })
})

describe('the limits', () => {
  it.each([
    ['as deep as allowed', nested(LIMITS.depth), 'runs'],
    ['too deep', nested(LIMITS.depth + 1), ['limit-exceeded']],
    [
      'too deep by fragments',
      `{ thing { ...F } } fragment F on Thing { inner ${nested(LIMITS.depth).replace('thing', 'inner')} }`,
      ['limit-exceeded'],
    ],
    ['as many aliases as allowed', `{ ${aliases(LIMITS.aliases)} }`, 'runs'],
    ['too many aliases', `{ ${aliases(LIMITS.aliases + 1)} }`, ['limit-exceeded']],
    ['too many directives', `{ ${'text @include(if: true) '.repeat(LIMITS.directives + 1)} }`, ['limit-exceeded']],
    ['too dear', '{ page(first: 3000) { edges { node { text } } } }', ['limit-exceeded']],
    ['an unknown field', '{ nothing }', ['invalid']],
    ['a fragment cycle', '{ thing { ...F } } fragment F on Thing { inner { ...F } }', ['invalid']],
    ['the standard introspection query', getIntrospectionQuery(), 'runs'],
  ])('%s', (_, query, outcome) => {
    expect(prepared(query)).toEqual(outcome)
  })

  it('too many tokens', () => {
    expect(prepared(`{ ${'text '.repeat(LIMITS.tokens)} }`)).toHaveLength(1)
  })

  it('say what was asked for and what is allowed', () => {
    const [error] = validateOperation(schema, parse(nested(LIMITS.depth + 2)))
    expect(error?.extensions).toEqual({ code: 'limit-exceeded', requested: LIMITS.depth + 2, limit: LIMITS.depth })
  })
})

function aliases(count: number): string {
  return Array.from({ length: count }, (_, i) => `a${i}: text`).join(' ')
}
