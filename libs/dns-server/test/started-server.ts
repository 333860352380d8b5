import { ManualClock, SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { CountingMetrics, startDnsServer, type DnsServer, type DnsServerOptions } from '../src/index.js'
import { TcpClient } from './clients.js'

export const VIEW = viewOfObjects(SMALL_CLUSTER)

const cleanUps: (() => unknown)[] = []

/** Has something closed after the test. */
export function later(work: () => unknown): void {
  cleanUps.push(work)
}

/** Closes everything that a test opened, the last first. */
export async function cleanUp(): Promise<void> {
  for (const each of cleanUps.splice(0).toReversed()) await each()
}

/** A running server with what a test wants to turn and see. */
export interface Started extends DnsServer {
  readonly port: number
  readonly clock: ManualClock
  readonly metrics: CountingMetrics
  readonly errors: unknown[]
  stop(): void
}

/** Starts a server on the small cluster, on a free port of 127.0.0.1; it is stopped by `cleanUp`. */
export async function start(options: Partial<DnsServerOptions> & { host?: string } = {}): Promise<Started> {
  const clock = new ManualClock()
  const metrics = new CountingMetrics()
  const errors: unknown[] = []
  const stopping = new AbortController()
  const server = await startDnsServer(
    {
      view: () => VIEW,
      addresses: [{ host: options.host ?? '127.0.0.1', port: 0 }],
      clock,
      metrics,
      random: () => 0.5,
      onError: (error) => errors.push(error),
      ...options,
    },
    stopping.signal,
  )
  const started = {
    ...server,
    port: server.addresses[0]?.port ?? 0,
    clock,
    metrics,
    errors,
    stop: () => stopping.abort(),
  }
  later(async () => {
    stopping.abort()
    while (clock.waiting > 0) {
      clock.advance(2000)
      await new Promise(setImmediate)
    }
    await server.stopped
  })
  return started
}

/** A TCP client of the server, closed by `cleanUp`. */
export async function client(server: Started, host = '127.0.0.1'): Promise<TcpClient> {
  const opened = await TcpClient.open(host, server.port)
  later(() => opened.socket.destroy())
  return opened
}
