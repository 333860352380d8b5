import { canonicalAddress, networkContains, parseNetwork } from '#libs/ip-address'
import type { OptionType, Parsed } from './option-type.js'

/** An address and port to listen on or to send to. */
export interface SocketAddress {
  /** A canonical IPv4 or IPv6 address, without brackets. */
  readonly host: string
  /** 0 to 65535; 0, on an address to listen on, takes a free port. */
  readonly port: number
}

const LOOPBACK = [parseNetwork('127.0.0.0/8')!, parseNetwork('::1/128')!]
const DNS_PORT = 53

/** True when nobody outside the machine (or the pod) can reach the address. */
export function isLoopback({ host }: SocketAddress): boolean {
  return LOOPBACK.some((network) => networkContains(network, host))
}

/** `127.0.0.1:53`, `[::1]:53`: the form that is read back, and that fits into a URL. */
export function socketText({ host, port }: SocketAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** An address of ours to listen on. A port without an address is refused: whether it leaves the machine must stand there. */
export const listenAddress: OptionType<SocketAddress> = {
  name: 'address:port',
  parse: (given) => {
    const { host, port } = split(given)
    if (host === '' && port !== undefined) {
      return {
        wrong: `names no address: write 127.0.0.1:${port}, or 0.0.0.0:${port} or [::]:${port} for all addresses`,
      }
    }
    if (port === undefined) return { wrong: 'is not address:port, such as 127.0.0.1:8080 or [::1]:8080' }
    return address(host, port)
  },
}

/** A DNS server to ask: an address, with a port where it is not 53; or the path of a resolv.conf that names such servers. */
export type UpstreamChoice = SocketAddress | { readonly file: string }

export const upstreamChoice: OptionType<UpstreamChoice> = {
  name: 'address[:port]|path',
  parse: (given) => {
    if (given.trim().includes('/')) return { value: { file: given.trim() } }
    const { host, port } = split(given)
    if (port === '0') return { wrong: 'has port 0, which nobody can be asked at' }
    return address(host, port ?? String(DNS_PORT))
  },
}

/** Splits off the port; a bare IPv6 address has none, one in brackets may have one. */
function split(given: string): { host: string; port?: string } {
  const text = given.trim()
  if (canonicalAddress(text) !== undefined) return { host: text }
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? []
  return { host: bracketed ?? plain ?? text, ...(port === undefined ? {} : { port }) }
}

function address(host: string, port: string): Parsed<SocketAddress> {
  const canonical = host === 'localhost' ? '127.0.0.1' : canonicalAddress(host)
  if (canonical === undefined) return { wrong: `has "${host}", which is no IP address such as 127.0.0.1 or [::1]` }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) return { wrong: `has port "${port}", which is not 0 to 65535` }
  return { value: { host: canonical, port: Number(port) } }
}
