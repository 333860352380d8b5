import { once } from 'node:events'
import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import type { Clock } from './clock.js'
import { DNS_LISTENER, listenError, type SocketAddress } from './listen-error.js'
import { withoutZoneIndex } from './local-addresses.js'
import type { ServerMetrics } from './metrics.js'
import type { Respond } from './responder.js'
import type { Peer } from './serve-message.js'
import { TcpConnection } from './tcp-connection.js'

/** How many TCP connections may be open. Those beyond are closed at once. */
export interface ConnectionLimits {
  readonly inAll: number
  readonly perClient: number
}

export const DEFAULT_LIMITS: ConnectionLimits = { inAll: 4096, perClient: 256 }

const SWEEP = 1_000
const MAPPED_PREFIX = '::ffff:'

export interface TcpListenerOptions {
  readonly respond: Respond
  readonly clock: Clock
  readonly limits: ConnectionLimits
  readonly metrics?: ServerMetrics | undefined
  readonly onError: (error: Error) => void
}

/** One listening TCP socket and its connections. */
export class TcpListener {
  readonly #connections = new Set<TcpConnection>()
  readonly #perClient = new Map<string, number>()
  readonly #stopSweeping: () => void

  private constructor(
    private readonly server: Server,
    private readonly options: TcpListenerOptions,
  ) {
    server.on('connection', (socket) => this.#onConnection(socket))
    server.on('error', options.onError)
    this.#stopSweeping = options.clock.every(SWEEP, () => {
      for (const connection of this.#connections) connection.closeIfOverdue()
    })
  }

  /**
   * Opens the socket; port 0 takes a free one.
   * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
   */
  static async open(address: SocketAddress, options: TcpListenerOptions): Promise<TcpListener> {
    const server = createServer({ allowHalfOpen: true })
    try {
      server.listen(address.port, address.host)
      await once(server, 'listening')
    } catch (error) {
      throw listenError(error as Error, address, DNS_LISTENER)
    }
    return new TcpListener(server, options)
  }

  get port(): number {
    const address = this.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Takes no more connections and messages; resolves when every connection has its replies and is closed. */
  async drain(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    for (const connection of this.#connections) connection.finish()
    await closed
  }

  /** Closes whatever is still open. */
  close(): void {
    this.#stopSweeping()
    this.server.close()
    for (const connection of this.#connections) connection.destroy()
  }

  #onConnection(socket: Socket): void {
    const { respond, clock, limits, metrics } = this.options
    const peer = peerOf(socket)
    const fromClient = peer === undefined ? 0 : (this.#perClient.get(peer.address) ?? 0)
    if (peer === undefined || this.#connections.size >= limits.inAll || fromClient >= limits.perClient) {
      metrics?.connection('refused')
      socket.destroy()
      return
    }
    const connection = new TcpConnection(socket, peer, respond, clock.now)
    this.#connections.add(connection)
    this.#perClient.set(peer.address, fromClient + 1)
    metrics?.connection('opened')
    socket.on('close', () => {
      this.#connections.delete(connection)
      this.#forget(peer.address)
      metrics?.connection('closed')
    })
  }

  #forget(client: string): void {
    const left = (this.#perClient.get(client) ?? 0) - 1
    if (left > 0) this.#perClient.set(client, left)
    else this.#perClient.delete(client)
  }
}

/** `undefined` when the client is gone already. An IPv4 client of a socket for both families counts as IPv4. */
function peerOf({ remoteAddress, remotePort }: Socket): Peer | undefined {
  if (remoteAddress === undefined) return undefined
  const address = withoutZoneIndex(remoteAddress)
  const mapped = address.startsWith(MAPPED_PREFIX) ? address.slice(MAPPED_PREFIX.length) : address
  const port = remotePort === undefined ? {} : { port: remotePort }
  return { address: mapped, family: isIPv6(mapped) ? 'IPv6' : 'IPv4', transport: 'tcp', ...port }
}
