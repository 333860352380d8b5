import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Readiness } from './readiness.js'

export interface Operations {
  readiness(): Readiness
  /** The metrics page, with its media type. */
  metrics(): Promise<{ readonly type: string; readonly text: string }>
}

/**
 * `/live`, `/ready` and `/metrics` on a listener of their own, which may leave loopback: it tells no names. A plain server, so
 * that probes are answered whatever the API is busy with.
 */
export function operationsListener(operations: Operations): Server {
  return createServer((request, response) => {
    void respond(operations, request, response).catch((error: unknown) => send(response, 500, String(error)))
  })
}

async function respond(operations: Operations, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'Only GET.\n')
  switch (request.url?.split('?')[0]) {
    case '/live':
      return send(response, 200, 'alive\n')
    case '/ready': {
      const readiness = operations.readiness()
      const status = readiness.status === 'not-ready' ? 503 : 200
      return send(response, status, `${JSON.stringify(readiness)}\n`, 'application/json')
    }
    case '/metrics': {
      const { text, type } = await operations.metrics()
      return send(response, 200, text, type)
    }
    default:
      return send(response, 404, 'There is /live, /ready and /metrics.\n')
  }
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
}
