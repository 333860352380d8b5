import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenError, type SocketAddress } from '#libs/dns-server'

/** What the operations listener tells. It names nothing of the cluster, so it may leave loopback. */
export interface Operations {
  /** What answers still wait for, in a sentence; `undefined` when they are complete. */
  unready(): string | undefined
  /** In the text format of Prometheus. */
  metrics(): string
}

const PLAIN = 'text/plain; charset=utf-8'
const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Serves `/live`, `/ready` and `/metrics` until the signal aborts. Gives the address with the port that was taken.
 *
 * `node:http` is not imported: an import evaluates everything that it exports, a WebSocket client among it, and that costs 12 MB
 * of memory for good.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
 */
export async function serveOperations(
  { host, port }: SocketAddress,
  operations: Operations,
  signal: AbortSignal,
): Promise<SocketAddress> {
  const server = process.getBuiltinModule('node:http').createServer(answering(operations))
  try {
    server.listen({ host, port, signal })
    await once(server, 'listening')
  } catch (error) {
    throw listenError(error as Error, { host, port }, { what: 'Operations', option: 'operations-address' })
  }
  signal.addEventListener('abort', () => server.closeAllConnections(), { once: true })
  return { host, port: (server.address() as AddressInfo).port }
}

function answering(operations: Operations): RequestListener {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'Only GET.\n')
    switch (request.url?.split('?')[0]) {
      case '/live':
        return send(response, 200, 'alive\n')
      case '/ready': {
        const unready = operations.unready()
        return unready === undefined ? send(response, 200, 'ready\n') : send(response, 503, `${unready}\n`)
      }
      case '/metrics':
        return send(response, 200, operations.metrics(), PROMETHEUS)
      default:
        return send(response, 404, 'There is /live, /ready and /metrics.\n')
    }
  }
}

function send(response: ServerResponse, status: number, text: string, type = PLAIN): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
}
