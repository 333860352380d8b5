import type { PerformAsk } from '#libs/forwarder'
import type { ClusterView } from '#libs/zone'
import type { ServerMetrics } from './metrics.js'
import { serveMessage, type Peer, type Served } from './serve-message.js'

/** Where answers come from and what they are told to. */
export interface ResponderOptions {
  /** The view to answer from: asked anew for each message, which keeps it to its end. */
  readonly view: () => ClusterView
  /** From 0 up to and without 1. */
  readonly random: () => number
  readonly performAsk?: PerformAsk | undefined
  readonly serverAddresses?: readonly string[] | undefined
  readonly metrics?: ServerMetrics | undefined
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Told when answering failed inside; the client has got SERVFAIL. */
  readonly onError: (error: unknown) => void
}

/** `pending`: an upstream is being asked, and `later` will be called once. */
export type Response = Uint8Array | 'silence' | 'pending'

/** The octets of a request to those of its reply: what stands behind every transport. */
export type Respond = (bytes: Uint8Array, peer: Peer, later: (reply: Uint8Array) => void) => Response

/** Answers messages, and tells the metrics of it. */
export function responder(options: ResponderOptions): Respond {
  const { view, random, performAsk, serverAddresses, metrics, now, onError } = options
  return (bytes, peer, later) => {
    const start = now()
    const result = serveMessage(bytes, { view: view(), peer, random, performAsk, serverAddresses })
    switch (result.kind) {
      case 'silence':
        metrics?.ignored()
        return 'silence'
      case 'reply':
        return told(result)
      case 'pending':
        result.served.then((served) => later(told(served))).catch(onError)
        return 'pending'
    }

    function told({ bytes: reply, zone, type, rcode, dnssecOk, failure }: Served): Uint8Array {
      const seconds = (now() - start) / 1000
      const sizes = { requestSize: bytes.length, responseSize: reply.length }
      metrics?.served({ peer, zone, type, rcode, dnssecOk, ...sizes, seconds })
      if (failure !== undefined) {
        metrics?.failed()
        onError(failure)
      }
      return reply
    }
  }
}
