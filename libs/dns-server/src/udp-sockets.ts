import type { Clock } from './clock.js'
import type { SocketAddress } from './listen-error.js'
import { wildcardAddresses } from './local-addresses.js'
import { UdpSocket, type DatagramResponder } from './udp-socket.js'

const LOOK_AGAIN = 5_000

export interface UdpSocketsOptions {
  readonly responder: DatagramResponder
  /** Several threads listen on the same addresses. */
  readonly reusePort?: boolean
  readonly clock: Clock
  /** Every address of this machine, as of now. */
  readonly localAddresses: () => readonly string[]
  readonly onError: (error: Error) => void
}

/**
 * The UDP sockets for one address to listen on. For a wildcard these are one for each address of the machine, followed as
 * addresses come and go: only so does a reply leave from the address that was asked, and clients drop other replies.
 */
export class UdpSockets {
  readonly #sockets = new Map<string, UdpSocket>()
  #stopFollowing: () => void = () => {}

  private constructor(
    private readonly address: SocketAddress,
    private readonly options: UdpSocketsOptions,
  ) {}

  /** @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address` */
  static async open(address: SocketAddress, options: UdpSocketsOptions): Promise<UdpSockets> {
    const sockets = new UdpSockets(address, options)
    const all = wildcardAddresses(address.host, options.localAddresses)
    try {
      for (const host of all ?? [address.host]) await sockets.#open(host)
    } catch (error) {
      sockets.close()
      throw error
    }
    if (all !== undefined) sockets.#follow()
    return sockets
  }

  async drain(): Promise<void> {
    this.#stopFollowing()
    await Promise.all([...this.#sockets.values()].map((socket) => socket.drain()))
  }

  close(): void {
    this.#stopFollowing()
    for (const socket of this.#sockets.values()) socket.close()
    this.#sockets.clear()
  }

  async #open(host: string): Promise<void> {
    const { responder, reusePort, onError } = this.options
    this.#sockets.set(host, await UdpSocket.open({ host, port: this.address.port }, responder, onError, reusePort))
  }

  #follow(): void {
    let isLooking = false
    this.#stopFollowing = this.options.clock.every(LOOK_AGAIN, () => {
      if (isLooking) return
      isLooking = true
      this.#lookAgain()
        .catch(this.options.onError)
        .finally(() => (isLooking = false))
    })
  }

  /** An address that can't be used yet (IPv6 checks for duplicates first) is tried again the next time. */
  async #lookAgain(): Promise<void> {
    const now = new Set(wildcardAddresses(this.address.host, this.options.localAddresses))
    for (const [host, socket] of this.#sockets) {
      if (now.has(host)) continue
      this.#sockets.delete(host)
      socket.close()
    }
    for (const host of now) {
      if (this.#sockets.has(host)) continue
      try {
        await this.#open(host)
      } catch (error) {
        this.options.onError(error as Error)
      }
    }
  }
}
