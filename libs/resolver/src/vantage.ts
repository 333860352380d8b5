/** Who asks, and by which way. */
export interface Vantage {
  readonly client: Client
  /** The addresses that the server itself listens on; NS answers and ns.dns need them. Default: those of the CoreDNS pods. */
  readonly serverAddresses?: readonly string[]
  readonly transport: 'udp' | 'tcp' | 'https'
  /** The server's port, which picks the server block. Default: 53. */
  readonly port?: number
}

/** The asker: a pod, an address, or nobody in particular. */
export type Client =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'anyone' }

/** Asked for the sake of the answer alone. */
export const ANYONE: Vantage = { client: { kind: 'anyone' }, transport: 'udp' }
