import { addressFamily } from '#libs/ip-address'

/** A DNS server to ask. */
export interface Server {
  readonly protocol: 'dns' | 'tls'
  /** An IPv4 or IPv6 address; a link-local one with its zone index (`fe80::1%eth0`). */
  readonly host: string
  readonly port: number
  /** The name that the server's certificate must have. */
  readonly serverName?: string
}

/** What one word behind `forward ZONE` means. */
export type Target =
  | { readonly kind: 'server'; readonly server: Server }
  /** The path of a resolv.conf. */
  | { readonly kind: 'file'; readonly path: string }
  /** CoreDNS could ask it, Namescope can't. `reason` is a sentence. */
  | { readonly kind: 'unusable'; readonly reason: string }

const PORTS = { dns: 53, tls: 853 } as const

/** Reads a target as CoreDNS writes it: `[dns://|tls://]ADDRESS[%NAME][:PORT]` or a path. */
export function parseTarget(text: string): Target {
  const [, protocol = '', rest = ''] = /^(?:([a-z0-9]+):\/\/)?(.*)$/s.exec(text) ?? []
  if (protocol === '' && rest.includes('/')) return { kind: 'file', path: rest }
  if (protocol !== '' && protocol !== 'dns' && protocol !== 'tls') {
    return unusable(text, `${protocol}:// is not spoken here; dns:// and tls:// are`)
  }
  const [, behindPercent] = /%([^\]:]*)/.exec(rest) ?? []
  const { address, port } = withoutPort(rest.replace(/%[^\]:]*/, ''))
  if (addressFamily(address) === undefined) return unusable(text, 'it is a host name; write an address')
  return { kind: 'server', server: serverOf(protocol === 'tls' ? 'tls' : 'dns', address, port, behindPercent) }
}

/** Behind the percent sign stands the certificate's name for TLS, the zone index of a link-local address otherwise. */
function serverOf(protocol: Server['protocol'], address: string, port?: string, behindPercent?: string): Server {
  const isLinkLocal = protocol === 'dns' && behindPercent !== undefined
  return {
    protocol,
    host: isLinkLocal ? `${address}%${behindPercent}` : address,
    port: port === undefined ? PORTS[protocol] : Number(port),
    ...(protocol === 'tls' && behindPercent !== undefined && { serverName: behindPercent }),
  }
}

/** A bare IPv6 address has no port; one in brackets may have one. */
function withoutPort(text: string): { address: string; port?: string } {
  if (addressFamily(text) !== undefined) return { address: text }
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? []
  return { address: bracketed ?? plain ?? text, ...(port !== undefined && { port }) }
}

function unusable(text: string, why: string): Target {
  return { kind: 'unusable', reason: `The upstream ${text} can't be asked: ${why}.` }
}

/** `192.0.2.1:53`, `[::1]:53`: how an upstream is named in metrics and messages. */
export function serverText({ host, port }: Server): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
