import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** Milliseconds. */
const PATIENCE = 2_000
const TRIES = 3

/** One UDP socket to one server: many questions under way at a time, told apart by their ids. */
export class UdpClient {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (reply: Buffer) => void>()
  #nextId = 1

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (reply) => reply.length >= 2 && this.#waiting.get(reply.readUInt16BE())?.(reply))
    // A server that is not there yet: the question is asked again.
    socket.on('error', () => undefined)
  }

  static async connect({ host, port }: ServerAddress): Promise<UdpClient> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.connect(port, host)
    await once(socket, 'connect')
    return new UdpClient(socket)
  }

  /**
   * Sends a message under an id of its own, again if nothing comes back; gives the reply under the message's id.
   * @returns `undefined` for no reply
   */
  async ask(message: Uint8Array, { patience = PATIENCE, tries = TRIES } = {}): Promise<Buffer | undefined> {
    const id = this.#nextId++ & 0xffff
    const sent = Buffer.from(message)
    const ownId = sent.readUInt16BE()
    sent.writeUInt16BE(id)
    const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
    this.#waiting.set(id, resolve)
    let left = tries
    const send = (): void => (left-- > 0 ? this.#socket.send(sent) : resolve(undefined))
    const timer = setInterval(send, patience)
    send()
    const reply = await promise
    clearInterval(timer)
    this.#waiting.delete(id)
    reply?.writeUInt16BE(ownId)
    return reply
  }

  close(): void {
    this.#socket.close()
  }
}

/**
 * Asks once over TCP.
 * @throws Error when the connection ends before the reply is whole
 */
export async function askTcp({ host, port }: ServerAddress, message: Uint8Array): Promise<Buffer> {
  const socket = connect({ host, port })
  try {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    socket.write(Buffer.concat([length, message]))
    let received = Buffer.alloc(0)
    for await (const part of socket) {
      received = Buffer.concat([received, part as Buffer])
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE()) return received.subarray(2)
    }
    throw new Error(`${host}:${port} ended the connection before its reply was whole`)
  } finally {
    socket.destroy()
  }
}
