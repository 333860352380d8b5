import { nameKey, parseDomainName, reverseName, splitLabels, joinLabels, type DomainName } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { parseNetwork, type Network } from '#libs/ip-address'

/** The transports that a key or an upstream can name, with their ports. */
export const TRANSPORT_PORTS = { dns: 53, tls: 853, quic: 853, grpc: 443, https: 443, https3: 443 } as const

export type Transport = keyof typeof TRANSPORT_PORTS

/** A name absolute and in lower case, or why it is none. */
export function zoneName(text: string): { readonly zone: DomainName } | { readonly reason: string } {
  try {
    return { zone: nameKey(parseDomainName(text)) }
  } catch (error) {
    if (error instanceof NamescopeError) return { reason: error.message }
    throw error
  }
}

/** A zone argument taken apart, as CoreDNS does for the keys of server blocks and for the zones of plugins. */
export type ZoneArgument =
  | { readonly zones: readonly DomainName[]; readonly transport: Transport; readonly port?: number }
  | { readonly reason: string }

/**
 * Takes `[TRANSPORT://]ZONE[:PORT]` apart. A ZONE in CIDR form stands for its reverse zones: several where the prefix does
 * not end on an octet (IPv4) or a nibble (IPv6).
 */
export function splitZoneArgument(text: string): ZoneArgument {
  const [, scheme, address] = /^(?:(dns|tls|quic|grpc|https3|https):\/\/)?(.*)$/s.exec(text) as RegExpExecArray
  const transport = (scheme ?? 'dns') as Transport
  const [, host, portText] = /^(.*?)(?::([+-]?\d+))?$/s.exec(address as string) as RegExpExecArray
  if (address?.endsWith(':') === true)
    return { reason: `"${text}" ends in a colon; write the port after it, or take it off.` }
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65535))
    return { reason: `Port ${portText} is not between 1 and 65535.` }
  const network = (host as string).includes('/') ? parseNetwork(host as string) : undefined
  if (network !== undefined) {
    if (/^(:|0.*:)/.test(host as string))
      return { reason: `CoreDNS does not take the range ${host}: it may not begin with 0 or a colon.` }
    return { zones: reverseZones(network), transport, ...(port === undefined ? {} : { port }) }
  }
  const name = zoneName(host as string)
  return 'reason' in name ? name : { zones: [name.zone], transport, ...(port === undefined ? {} : { port }) }
}

/** The reverse zones that hold exactly the addresses of a range (RFC 1035, section 3.5; RFC 3596, section 2.5). */
export function reverseZones(network: Network): DomainName[] {
  const [width, bits] = network.family === 'IPv4' ? [32, 8] : [128, 4]
  const parts = Math.ceil(network.prefix / bits)
  const labels = splitLabels(reverseName(network.base)).slice(width / bits - parts)
  const count = 2 ** (parts * bits - network.prefix)
  if (count === 1) return [joinLabels(labels)]
  const radix = network.family === 'IPv4' ? 10 : 16
  const first = Number.parseInt(labels[0] as string, radix)
  return Array.from({ length: count }, (_, i) => joinLabels([(first + i).toString(radix), ...labels.slice(1)]))
}

/** True below the reverse trees. Their tops themselves do not count: CoreDNS takes `in-addr.arpa` for a forward zone. */
export function isReverseZone(zone: DomainName): boolean {
  return zone.endsWith('.in-addr.arpa.') || zone.endsWith('.ip6.arpa.')
}
