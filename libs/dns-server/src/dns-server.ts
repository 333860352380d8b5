import { NamescopeError } from '#libs/errors'
import type { Clock } from './clock.js'
import { ConnectionCounts, DEFAULT_LIMITS, type ConnectionLimits } from './connection-counts.js'
import type { SocketAddress } from './listen-error.js'
import { addressesOfInterfaces } from './local-addresses.js'
import type { TcpConnection } from './tcp-connection.js'
import { Responder, type ResponderOptions } from './responder.js'
import { TcpListener } from './tcp-listener.js'
import { Transfers, type TransferLimits } from './transfers.js'
import { UdpSockets } from './udp-sockets.js'
import { UdpWorkerThread } from './workers/udp-worker-thread.js'

export interface DnsServerOptions extends Omit<ResponderOptions, 'now'> {
  /** Where to listen, on UDP and TCP. `0.0.0.0` and `::` stand for all addresses; port 0 takes a free port. */
  readonly addresses: readonly SocketAddress[]
  readonly clock: Clock
  readonly limits?: ConnectionLimits
  readonly transferLimits?: TransferLimits
  /**
   * How many threads answer UDP, each with sockets of its own on the same addresses. 0, the default: the main thread does. They need
   * `subscribe`, for they never look at a view themselves.
   */
  readonly workers?: number
  /** The compiled file that a worker thread runs. Default: the one beside this. */
  readonly workerEntry?: URL
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
  readonly responder: Responder
  readonly counts: ConnectionCounts<TcpConnection>
  readonly transfers: Transfers
}

interface Listening {
  drain(): Promise<unknown>
  close(): Promise<void> | void
}

/**
 * Serves DNS on UDP and TCP until the signal aborts; then it takes no more messages, sends the replies that it owes, and stops.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`; nothing is left open then.
 *   `invalid-argument` for workers without `subscribe`
 */
export async function startDnsServer(options: DnsServerOptions, signal: AbortSignal): Promise<DnsServer> {
  const { workers = 0, subscribe } = options
  if (workers > 0 && subscribe === undefined) {
    throw new NamescopeError('invalid-argument', 'Workers need to be told of every change of the view; give subscribe.')
  }
  const responder = new Responder({ ...options, now: options.clock.now })
  const listening: Listening[] = []
  const { clock, limits = DEFAULT_LIMITS, transferLimits } = options
  const shared: Shared = {
    responder,
    counts: new ConnectionCounts(limits),
    transfers: new Transfers({ ...options, now: clock.now, limits: transferLimits }),
  }
  const addresses: SocketAddress[] = []
  try {
    for (const asked of options.addresses) {
      const { address, ...sockets } = await listen(asked, options, shared)
      addresses.push(address)
      listening.push(sockets)
    }
    for (let i = 0; i < workers; i++) listening.push(await UdpWorkerThread.start({ ...options, addresses, responder }))
  } catch (error) {
    await closeAll(listening)
    responder.close()
    throw error
  }
  const stopped = stopAfter(signal, listening, options.clock).finally(responder.close)
  return { addresses, stopped }
}

interface AtAddress extends Listening {
  readonly address: SocketAddress
}

async function listen(address: SocketAddress, options: DnsServerOptions, shared: Shared): Promise<AtAddress> {
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
): Promise<AtAddress> {
  const { clock, metrics, localAddresses = addressesOfInterfaces, onError, workers = 0 } = options
  const { counts, transfers, responder } = shared
  const { respond } = responder
  const tcp = await TcpListener.open(
    { host, port },
    { counts, transfers, respond, clock, now: clock.now, metrics, onError },
  )
  const address = { host, port: tcp.port }
  if (workers > 0) return { address, drain: () => tcp.drain(), close: () => tcp.close() }
  try {
    const udp = await UdpSockets.open(address, { responder, clock, localAddresses, onError })
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

async function closeAll(listening: readonly Listening[]): Promise<void> {
  for (const each of listening) await each.close()
}

async function stopAfter(signal: AbortSignal, listening: readonly Listening[], clock: Clock): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  let stopWaiting = (): void => {}
  const graceIsOver = new Promise<void>((resolve) => {
    stopWaiting = clock.every(GRACE, resolve)
  })
  await Promise.race([Promise.all(listening.map((each) => each.drain())), graceIsOver])
  stopWaiting()
  await closeAll(listening)
}
