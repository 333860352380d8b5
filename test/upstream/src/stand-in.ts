import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { ResourceRecord } from '#libs/dns-model'
import { FrameReader, decodeMessage, encodeMessage, framed, type Message } from '#libs/dns-wire'

/** A question that came in. */
export interface Incoming {
  readonly query: Message
  readonly transport: 'udp' | 'tcp'
  /** The asker's port. */
  readonly from: number
  /** Sends octets back, any number of times, from where it was asked. */
  readonly reply: (bytes: Uint8Array) => void
  /** The same from another port: somebody else's. */
  readonly replyFromElsewhere: (bytes: Uint8Array) => void
  /** Ends the TCP connection. */
  readonly hangUp: () => void
}

export type Behaviour = (incoming: Incoming) => void

/** A name server that behaves, or misbehaves, as a test wants; on UDP and TCP of one port of 127.0.0.1. */
export interface StandIn {
  readonly port: number
  /** Questions so far, but health checks. Those that look for loops are not heard at all. */
  readonly asked: readonly Incoming[]
  /** Health checks so far. */
  readonly checks: readonly Incoming[]
  readonly close: () => void
}

export interface StandInOptions {
  /** Nothing listens for TCP. */
  readonly refusesTcp?: boolean
  readonly hearsProbes?: boolean
}

export async function standIn(behave: Behaviour, options: StandInOptions = {}): Promise<StandIn> {
  const asked: Incoming[] = []
  const checks: Incoming[] = []
  const connections = new Set<Socket>()
  const udp = createSocket('udp4')
  const elsewhere = createSocket('udp4')
  const hear = (incoming: Incoming): void => {
    const [question] = incoming.query.questions
    if (question?.type === 'HINFO' && options.hearsProbes !== true) return
    if (question?.type === 'NS' && question.name === '.') checks.push(incoming)
    else asked.push(incoming)
    behave(incoming)
  }
  const tcp = createServer((socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    socket.on('error', () => undefined)
    const frames = new FrameReader()
    socket.on('data', (chunk) => {
      frames.push(chunk)
      for (let bytes = frames.next(); bytes !== undefined; bytes = frames.next()) {
        hear({
          query: read(bytes),
          transport: 'tcp',
          from: socket.remotePort ?? 0,
          reply: (reply) => void socket.write(framed(reply)),
          replyFromElsewhere: () => undefined,
          hangUp: () => socket.destroy(),
        })
      }
    })
  })
  udp.on('message', (bytes: Buffer, { address, port: from }: RemoteInfo) => {
    hear({
      query: read(bytes),
      transport: 'udp',
      from,
      reply: (reply) => udp.send(reply, from, address),
      replyFromElsewhere: (reply) => elsewhere.send(reply, from, address),
      hangUp: () => undefined,
    })
  })
  elsewhere.bind(0, '127.0.0.1')
  tcp.listen(0, '127.0.0.1')
  await Promise.all([once(tcp, 'listening'), once(elsewhere, 'listening')])
  const { port } = tcp.address() as AddressInfo
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  if (options.refusesTcp === true) tcp.close()
  return {
    port,
    asked,
    checks,
    close: () => {
      udp.close()
      elsewhere.close()
      if (tcp.listening) tcp.close()
      for (const socket of connections) socket.destroy()
    },
  }
}

/** A port of 127.0.0.1 where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export function read(bytes: Uint8Array): Message {
  const decoded = decodeMessage(bytes)
  if (decoded.kind === 'malformed') throw new Error(decoded.reason)
  return decoded.message
}

/** The reply to a query as an honest server gives it, but for what is given. */
export function replyTo(
  query: Message,
  { flags, ...parts }: Partial<Omit<Message, 'flags'>> & { flags?: object } = {},
): Buffer {
  const { edns, ...plain } = query
  return Buffer.from(
    encodeMessage({
      ...plain,
      flags: { ...query.flags, response: true, recursionAvailable: true, ...flags },
      answer: [],
      authority: [],
      additional: [],
      ...(edns && { edns: { ...edns, udpSize: 1232, options: [] } }),
      ...parts,
    }),
  )
}

/** An A record. */
export function a(name: string, address: string, ttl = 300): ResourceRecord {
  return { name, ttl, data: { type: 'A', address } }
}

/** Answers every question with one address. */
export function answers(address: string, ttl = 300): Behaviour {
  return ({ query, reply }) => reply(replyTo(query, { answer: [a(query.questions[0]?.name ?? '.', address, ttl)] }))
}

export const SILENT: Behaviour = () => undefined
