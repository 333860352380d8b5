import { decode, encode } from 'dns-packet'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** Asks for one name, from a socket of its own. */
export class Asker {
  readonly #socket: Socket = createSocket('udp4')
  readonly #query: Buffer

  constructor(
    private readonly port: number,
    name: string,
  ) {
    this.#query = encode({ type: 'query', id: 1, flags: 0, questions: [{ type: 'A', name }] })
    // Nobody listens yet while the sidecar starts.
    this.#socket.on('error', () => undefined)
  }

  /** The address of the name; `undefined` when there is no answer in time, or none with an address. */
  async ask(milliseconds: number): Promise<string | undefined> {
    this.#socket.send(this.#query, this.port, '127.0.0.1')
    const reply = once(this.#socket, 'message', { signal: AbortSignal.timeout(milliseconds) }) as Promise<[Buffer]>
    const [bytes] = await reply.catch(() => [undefined])
    if (bytes === undefined) return undefined
    const [answer] = decode(bytes).answers ?? []
    return answer?.type === 'A' ? answer.data : undefined
  }

  close(): void {
    this.#socket.close()
  }
}
