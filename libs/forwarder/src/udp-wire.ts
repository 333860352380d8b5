import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { OpenWire } from './channel.js'
import type { Server } from './target.js'
import { failureText } from './wire-failure.js'

/** A connected UDP socket: the kernel gives it a random port of its own, and drops what comes from anybody but the server. */
export function udpWire({ host, port }: Server, sourceAddress?: string): OpenWire {
  return ({ received, failed }) => {
    const family = isIPv6(host.replace(/%.*/, '')) ? 6 : 4
    // The host is an address already; the default would cost a turn of the event loop.
    const socket = createSocket({ type: `udp${family}`, lookup: (name, _options, found) => found(null, name, family) })
    let unsent: Buffer[] | undefined = []
    let isClosed = false
    const connect = (): void => {
      if (!isClosed) socket.connect(port, host)
    }
    socket.on('message', received)
    socket.on('error', (error) => failed(failureText(error)))
    socket.once('connect', () => {
      // It comes a turn after connecting, when the socket may be closed already.
      if (isClosed) return
      for (const message of unsent ?? []) socket.send(message)
      unsent = undefined
    })
    if (sourceAddress === undefined) connect()
    else socket.bind({ address: sourceAddress }, connect)
    return {
      send: (message) => {
        if (unsent === undefined) socket.send(message)
        else unsent.push(message)
      },
      close: () => {
        isClosed = true
        socket.close()
      },
    }
  }
}
