import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { DNS_LISTENER, listenError, type SocketAddress } from './listen-error.js'
import { withoutZoneIndex } from './local-addresses.js'
import { REPLY_OCTETS } from './packed/reply-room.js'
import type { Response } from './responder.js'
import type { Peer } from './serve-message.js'
import type { Way } from './served-counts.js'

/** What answers datagrams. */
export interface DatagramResponder {
  /** Writes a reply that lies ready into `out`; gives its length, or 0 when there is none. */
  ready(bytes: Uint8Array, way: Way, out: Uint8Array): number
  /** Answers what `ready` could not. `later` is told `silence` for a message that gets no reply after all. */
  readonly resolve: (bytes: Uint8Array, peer: Peer, later: (reply: Uint8Array | 'silence') => void) => Response
}

/** One UDP socket on one address of this machine. */
export class UdpSocket {
  readonly #family: 'IPv4' | 'IPv6'
  readonly #way: Way
  #reply = Buffer.allocUnsafeSlow(REPLY_OCTETS)
  #waiting = 0
  #isClosed = false
  #whenIdle: (() => void) | undefined

  private constructor(
    private readonly socket: Socket,
    private readonly responder: DatagramResponder,
  ) {
    this.#family = socket.address().family === 'IPv6' ? 'IPv6' : 'IPv4'
    this.#way = this.#family === 'IPv6' ? 'udp6' : 'udp4'
    socket.on('message', (bytes, { address, port }) => this.#onMessage(bytes, address, port))
  }

  /**
   * Opens the socket; port 0 takes a free one. With `reusePort` several sockets, of several threads, share the address, and the
   * kernel gives each client to one of them.
   * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
   */
  static async open(
    address: SocketAddress,
    responder: DatagramResponder,
    onError: (error: Error) => void,
    reusePort = false,
  ): Promise<UdpSocket> {
    const family = isIPv6(withoutZoneIndex(address.host)) ? 6 : 4
    const socket = createSocket({
      type: `udp${family}`,
      ipv6Only: family === 6,
      ...(reusePort && { reusePort }),
      // Clients are addresses already; the default would cost each reply a turn of the event loop.
      lookup: (host, _options, found) => found(null, host, family),
    })
    try {
      // With that lookup the socket may be listening before bind returns.
      const listening = once(socket, 'listening')
      socket.bind(address.port, address.host)
      await listening
    } catch (error) {
      socket.close()
      throw listenError(error as Error, address, DNS_LISTENER)
    }
    socket.on('error', onError)
    return new UdpSocket(socket, responder)
  }

  get port(): number {
    return this.socket.address().port
  }

  /** Takes no more messages; resolves when the last reply was sent. */
  async drain(): Promise<void> {
    this.socket.removeAllListeners('message')
    if (this.#waiting > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
  }

  close(): void {
    this.#isClosed = true
    this.socket.close()
  }

  #onMessage(bytes: Buffer, host: string, port: number): void {
    const length = this.responder.ready(bytes, this.#way, this.#reply)
    if (length === 0) this.#resolve(bytes, host, port)
    else this.#sendReady(length, port, host)
  }

  #resolve(bytes: Buffer, host: string, port: number): void {
    const peer = { address: withoutZoneIndex(host), family: this.#family, transport: 'udp', port } as const
    const reply = this.responder.resolve(bytes, peer, (later) => {
      this.#waiting--
      if (!this.#isClosed && later !== 'silence') this.socket.send(later, port, host)
      if (this.#waiting === 0) this.#whenIdle?.()
    })
    if (reply === 'pending') this.#waiting++
    else if (reply !== 'silence') this.socket.send(reply, port, host)
  }

  /** Sends the reply at the start of the buffer. Mostly the kernel has it at once; what must wait keeps its buffer. */
  #sendReady(length: number, port: number, host: string): void {
    this.socket.send(this.#reply.subarray(0, length), port, host)
    if (this.socket.getSendQueueCount() > 0) this.#reply = Buffer.allocUnsafeSlow(REPLY_OCTETS)
  }
}
