import { connect, type Socket } from 'node:net'
import { FrameReader, framed } from '#libs/dns-wire'
import type { OpenWire, Wire, WireListener } from './channel.js'
import type { Server } from './target.js'
import { failureText } from './wire-failure.js'

/** A TCP connection. */
export function tcpWire({ host, port }: Server, sourceAddress?: string): OpenWire {
  return (listener) => {
    const socket = connect({ host, port, ...(sourceAddress !== undefined && { localAddress: sourceAddress }) })
    return streamWire(socket, listener)
  }
}

/** A TLS connection (RFC 7858). The certificate must be one that the system trusts, and carry the server's name or address. */
export function tlsWire({ host, port, serverName }: Server): OpenWire {
  return (listener) => {
    let wire: Wire | undefined
    let unsent: Buffer[] = []
    let isClosed = false
    // Loaded by whoever needs it: it costs every process memory.
    const open = async (): Promise<void> => {
      const tls = await import('node:tls')
      if (isClosed) return
      // An address is no server name (RFC 6066, section 3); the certificate is held against it all the same.
      const named = serverName !== undefined && { servername: serverName }
      wire = streamWire(tls.connect({ host, port, ...named, minVersion: 'TLSv1.2' }), listener)
      for (const message of unsent) wire.send(message)
      unsent = []
    }
    open().catch((error: Error) => listener.failed(failureText(error)))
    return {
      send: (message) => {
        if (wire === undefined) unsent.push(message)
        else wire.send(message)
      },
      close: () => {
        isClosed = true
        wire?.close()
      },
    }
  }
}

/** What is sent before the connection stands waits in the socket. */
function streamWire(socket: Socket, { received, failed }: WireListener): Wire {
  const frames = new FrameReader()
  let reason = 'closed the connection'
  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    frames.push(chunk)
    for (let message = frames.next(); message !== undefined; message = frames.next()) received(message)
  })
  socket.on('error', (error) => {
    reason = failureText(error)
  })
  socket.on('end', () => socket.destroy())
  socket.on('close', () => failed(reason))
  return { send: (message) => void socket.write(framed(message)), close: () => socket.destroy() }
}
