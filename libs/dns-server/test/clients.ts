import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { decodeMessage, encodeQuery, type Message } from '#libs/dns-wire'
import type { RecordType } from '#libs/dns-model'

export function query(id: number, name: string, type: RecordType = 'A'): Uint8Array {
  return encodeQuery({ id, question: { name, type, class: 1 } })
}

export function read(bytes: Uint8Array): Message {
  const decoded = decodeMessage(bytes)
  if (decoded.kind === 'malformed') throw new Error(decoded.reason)
  return decoded.message
}

/** Asks over UDP; gives the reply and the address that it came from. */
export async function askUdp(
  host: string,
  port: number,
  bytes: Uint8Array,
): Promise<{ message: Message; from: string }> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  try {
    socket.send(bytes, port, host)
    const [reply, remote] = (await once(socket, 'message')) as [Buffer, { address: string }]
    return { message: read(reply), from: remote.address }
  } finally {
    socket.close()
  }
}

/** A TCP client that keeps what comes in. */
export class TcpClient {
  #received = Buffer.alloc(0)

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.#received = Buffer.concat([this.#received, chunk])))
    // A connection that the server cuts is what some tests are about.
    socket.on('error', () => undefined)
  }

  static async open(host: string, port: number): Promise<TcpClient> {
    const socket = connect(port, host)
    await once(socket, 'connect')
    return new TcpClient(socket)
  }

  send(...messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      this.socket.write(Buffer.concat([length, message]))
    }
  }

  /** The next reply. */
  async next(): Promise<Message> {
    for (;;) {
      const length = this.#received.length >= 2 ? this.#received.readUInt16BE(0) : Infinity
      if (this.#received.length >= 2 + length) {
        const message = read(this.#received.subarray(2, 2 + length))
        this.#received = this.#received.subarray(2 + length)
        return message
      }
      await once(this.socket, 'data')
    }
  }

  /** Resolves once the server has closed the connection. */
  async closed(): Promise<void> {
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve))
  }
}
