import { once } from 'node:events'
import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import type { Clock } from './clock.js'
import type { ConnectionCounts } from './connection-counts.js'
import { DNS_LISTENER, listenError, type SocketAddress } from './listen-error.js'
import { withoutZoneIndex } from './local-addresses.js'
import type { ServerMetrics } from './metrics.js'
import type { Peer } from './serve-message.js'
import { TcpConnection, type ConnectionOptions } from './tcp-connection.js'

const SWEEP = 1_000
const MAPPED_PREFIX = '::ffff:'

export interface TcpListenerOptions extends ConnectionOptions {
  readonly clock: Clock
  /** Shared by all listening sockets. */
  readonly counts: ConnectionCounts<TcpConnection>
  readonly metrics?: ServerMetrics | undefined
}

/** One listening TCP socket and its connections. */
export class TcpListener {
  readonly #connections = new Set<TcpConnection>()
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
    const { counts, metrics } = this.options
    const peer = peerOf(socket)
    if (peer === undefined || !counts.makeRoom(peer.address)) {
      metrics?.connection('refused')
      socket.destroy()
      return
    }
    const connection = new TcpConnection(socket, peer, this.options)
    this.#connections.add(connection)
    counts.add(connection, peer.address)
    metrics?.connection('opened')
    socket.on('close', () => {
      this.#connections.delete(connection)
      counts.remove(connection)
      metrics?.connection('closed')
    })
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
