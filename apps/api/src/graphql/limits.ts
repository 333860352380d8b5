/**
 * What one GraphQL operation may ask for; checked before anything is executed. The figures leave room for every query of the
 * dashboard and for the standard introspection query.
 */
export const LIMITS = {
  /** Lexical tokens of a document. */
  tokens: 1500,
  /** Levels of fields, introspection not counted (graphql-js bounds that itself). */
  depth: 10,
  /** Aliases of a document: they multiply work within one operation. */
  aliases: 30,
  /** Directives of a document. */
  directives: 50,
  /** Points of an operation; see `cost.ts`. */
  cost: 5000,
  /** Operations at a time on one WebSocket. */
  subscriptionsPerSocket: 50,
  /** How long a reader of an event stream may take nothing before it is cut off. */
  slowReaderMilliseconds: 30_000,
  /** Octets of one WebSocket message. */
  messageOctets: 1 << 20,
} as const
