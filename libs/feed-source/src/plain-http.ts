import { createRequire } from 'node:module'

/**
 * Node's HTTP clients. Not imported: an import of `node:http` evaluates everything that it exports, a WebSocket client among it,
 * and that costs a follower 12 MB of memory for good. TLS is loaded where it is needed.
 */
const require = createRequire(import.meta.url)

/** The `request` function for a URL. */
export function requestFor(url: URL): typeof import('node:http').request {
  return url.protocol === 'https:'
    ? (require('node:https') as typeof import('node:https')).request
    : (require('node:http') as typeof import('node:http')).request
}
