import { NamescopeError, type ErrorCode } from '#libs/errors'

/** The address and port of a socket. */
export interface SocketAddress {
  /** An IPv4 or IPv6 address, without brackets; a link-local one with its zone index (`fe80::1%eth0`). */
  readonly host: string
  readonly port: number
}

/** Who wanted to listen, for the message: `DNS`, and the option that chooses another address: `dns-address`. */
export interface Listener {
  readonly what: string
  readonly option: string
}

export const DNS_LISTENER: Listener = { what: 'DNS', option: 'dns-address' }

/** What can't be mended by waiting, when a socket could not be opened; says what to do. */
export function listenError(error: Error, address: SocketAddress, { what, option }: Listener): NamescopeError {
  const { host, port } = address
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const fail = (code: ErrorCode, message: string): NamescopeError =>
    new NamescopeError(code, `${what} can't listen on ${where}: ${message}`, { field: option }, { cause: error })
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return fail(
        'address-in-use',
        `another program does. Stop it (ss -lnptu 'sport = :${port}' shows it) or choose another address with --${option}.`,
      )
    case 'EACCES':
    case 'EPERM':
      return fail(
        'address-not-permitted',
        `ports under 1024 need a permission. Give it (sysctl -w net.ipv4.ip_unprivileged_port_start=${port}, or the capability NET_BIND_SERVICE) or choose a port over 1023 with --${option}.`,
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return fail(
        'invalid-address',
        `this machine has no such address. Choose one of its own, or 0.0.0.0 or [::] for all, with --${option}.`,
      )
    default:
      return fail('internal', `${error.message}.`)
  }
}
