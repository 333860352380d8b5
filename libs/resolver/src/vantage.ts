/** Who asks, and by which way. */
export interface Vantage {
  readonly client: Client
  /** The addresses that the server itself listens on; NS answers and ns.dns need them. Default: those of the CoreDNS pods. */
  readonly serverAddresses?: readonly string[]
  readonly transport: 'udp' | 'tcp' | 'https'
  /** The server's port, which picks the server block. Default: 53. */
  readonly port?: number
  /** What only a real message has. Absent: a Corefile whose answers depend on it leaves them undecidable. */
  readonly message?: MessageFacts
}

/** The asker: a pod, an address, or nobody in particular. */
export type Client =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'anyone' }

/** The parts of a DNS message and its datagram that `view`, `template` and `whoami` can look at. */
export interface MessageFacts {
  /** 0 to 65535. */
  readonly id: number
  /** Octets of the whole message. */
  readonly size: number
  /** The DO bit (RFC 3225). */
  readonly dnssecOk: boolean
  /** Octets that the client takes: its EDNS size, at least 512; 65535 over TCP. */
  readonly bufferSize: number
  /** The client's own port: 1 to 65535. */
  readonly clientPort: number
}

/** Asked for the sake of the answer alone. */
export const ANYONE: Vantage = { client: { kind: 'anyone' }, transport: 'udp' }
