import { isLoopback } from '#libs/config'
import { canonicalAddress } from '#libs/ip-address'

/** True when the text names the machine itself: an address of 127.0.0.0/8, ::1, or `localhost` (RFC 6761, section 6.3). */
export function isLoopbackHost(host: string): boolean {
  const address = canonicalAddress(host)
  return address === undefined ? host.toLowerCase() === 'localhost' : isLoopback({ host: address, port: 0 })
}

/** The host of a `Host` header or of an origin, without port and brackets: `[::1]:8080` is `::1`. */
export function hostOf(authority: string): string {
  return /^\[([^\]]*)\](:\d+)?$/.exec(authority)?.[1] ?? authority.replace(/:\d+$/, '')
}
