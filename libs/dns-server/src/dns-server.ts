import type { Clock } from './clock.js'
import { ConnectionCounts, DEFAULT_LIMITS, type ConnectionLimits } from './connection-counts.js'
import type { SocketAddress } from './listen-error.js'
import { addressesOfInterfaces } from './local-addresses.js'
import type { TcpConnection } from './tcp-connection.js'
import { responder, type ResponderOptions } from './responder.js'
import { TcpListener } from './tcp-listener.js'
import { Transfers, type TransferLimits } from './transfers.js'
import { UdpSockets } from './udp-sockets.js'

export interface DnsServerOptions extends Omit<ResponderOptions, 'now'> {
  /** Where to listen, on UDP and TCP. `0.0.0.0` and `::` stand for all addresses; port 0 takes a free port. */
  readonly addresses: readonly SocketAddress[]
  readonly clock: Clock
  readonly limits?: ConnectionLimits
  readonly transferLimits?: TransferLimits
  /** Default: those of the network interfaces. */
  readonly localAddresses?: () => readonly string[]
  /** Told of what goes wrong while running: a failed answer (the client has got SERVFAIL), a socket's error. */
  readonly onError: (error: unknown) => void
}

export interface DnsServer {
  /** As asked for, with the ports that were taken. */
  readonly addresses: readonly SocketAddress[]
  /** Resolves when the server has stopped after its signal. */
  readonly stopped: Promise<void>
}

/** Milliseconds for replies that upstreams still owe when the server is told to stop. */
const GRACE = 2_000
/** A free TCP port may be taken for UDP. */
const FREE_PORT_TRIES = 8

/** What all listening sockets share. */
interface Shared {
  readonly counts: ConnectionCounts<TcpConnection>
  readonly transfers: Transfers
}

interface Listening {
  readonly address: SocketAddress
  drain(): Promise<unknown>
  close(): void
}

/**
 * Serves DNS on UDP and TCP until the signal aborts; then it takes no more messages, sends the replies that it owes, and stops.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`; nothing is left open then
 */
export async function startDnsServer(options: DnsServerOptions, signal: AbortSignal): Promise<DnsServer> {
  const listening: Listening[] = []
  const { clock, limits = DEFAULT_LIMITS, transferLimits } = options
  const shared: Shared = {
    counts: new ConnectionCounts(limits),
    transfers: new Transfers({ ...options, now: clock.now, limits: transferLimits }),
  }
  try {
    for (const address of options.addresses) listening.push(await listen(address, options, shared))
  } catch (error) {
    for (const each of listening) each.close()
    throw error
  }
  return { addresses: listening.map(({ address }) => address), stopped: stopAfter(signal, listening, clock) }
}

async function listen(address: SocketAddress, options: DnsServerOptions, shared: Shared): Promise<Listening> {
  for (let tries = 1; ; tries++) {
    try {
      return await listenOnce(address, options, shared)
    } catch (error) {
      if (address.port !== 0 || tries === FREE_PORT_TRIES) throw error
    }
  }
}

async function listenOnce(
  { host, port }: SocketAddress,
  options: DnsServerOptions,
  shared: Shared,
): Promise<Listening> {
  const { clock, metrics, localAddresses = addressesOfInterfaces, onError } = options
  const respond = responder({ ...options, now: clock.now })
  const tcp = await TcpListener.open({ host, port }, { ...shared, respond, clock, now: clock.now, metrics, onError })
  const address = { host, port: tcp.port }
  try {
    const udp = await UdpSockets.open(address, { respond, clock, localAddresses, onError })
    return {
      address,
      drain: () => Promise.all([udp.drain(), tcp.drain()]),
      close: () => {
        udp.close()
        tcp.close()
      },
    }
  } catch (error) {
    tcp.close()
    throw error
  }
}

async function stopAfter(signal: AbortSignal, listening: readonly Listening[], clock: Clock): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  let stopWaiting = (): void => {}
  const graceIsOver = new Promise<void>((resolve) => {
    stopWaiting = clock.every(GRACE, resolve)
  })
  await Promise.race([Promise.all(listening.map((each) => each.drain())), graceIsOver])
  stopWaiting()
  for (const each of listening) each.close()
}
