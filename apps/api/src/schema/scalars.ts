import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

/** Milliseconds since 1970 within, RFC 3339 in UTC without. Output only: moments of requests are texts (`history/moment.ts`). */
export const DateTime = new GraphQLScalarType<never, string>({
  name: 'DateTime',
  description: 'A moment as RFC 3339 text in UTC: `2026-11-23T10:00:00.000Z`.',
  serialize: (value) => new Date(Number(value)).toISOString(),
  parseValue: () => {
    throw new GraphQLError('DateTime is not an input type.')
  },
})

/** Any JSON value: RDATA by its fields, manifests as objects. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. As input it comes through a variable.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return node.value
    throw new GraphQLError('Give a JSON value through a variable, or a text.', { nodes: node })
  },
})
