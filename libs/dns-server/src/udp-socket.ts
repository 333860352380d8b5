import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { DNS_LISTENER, listenError, type SocketAddress } from './listen-error.js'
import { withoutZoneIndex } from './local-addresses.js'
import type { Respond } from './responder.js'

/** One UDP socket on one address of this machine. */
export class UdpSocket {
  readonly #family: 'IPv4' | 'IPv6'
  #waiting = 0
  #isClosed = false
  #whenIdle: (() => void) | undefined

  private constructor(
    private readonly socket: Socket,
    private readonly respond: Respond,
  ) {
    this.#family = socket.address().family === 'IPv6' ? 'IPv6' : 'IPv4'
    socket.on('message', (bytes, { address, port }) => this.#onMessage(bytes, address, port))
  }

  /**
   * Opens the socket; port 0 takes a free one.
   * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
   */
  static async open(address: SocketAddress, respond: Respond, onError: (error: Error) => void): Promise<UdpSocket> {
    const family = isIPv6(withoutZoneIndex(address.host)) ? 6 : 4
    const socket = createSocket({
      type: `udp${family}`,
      ipv6Only: family === 6,
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
    return new UdpSocket(socket, respond)
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
    const peer = { address: withoutZoneIndex(host), family: this.#family, transport: 'udp' } as const
    const reply = this.respond(bytes, peer, (later) => {
      this.#waiting--
      if (!this.#isClosed) this.socket.send(later, port, host)
      if (this.#waiting === 0) this.#whenIdle?.()
    })
    if (reply === 'pending') this.#waiting++
    else if (reply !== 'silence') this.socket.send(reply, port, host)
  }
}
