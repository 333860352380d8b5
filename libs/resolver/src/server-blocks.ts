import type { DnsSettings, ServerBlock } from '#libs/corefile'
import { isAtOrUnder } from '#libs/dns-model'

/** CoreDNS serves each port apart; a block without a port in its key listens on 53. */
const DNS_PORT = 53

/**
 * The server blocks for a name at a port, the longest zone first: the first one answers, unless its `view` turns the question
 * away. Empty: the server refuses.
 */
export function blocksFor(settings: DnsSettings, key: string, port = DNS_PORT): readonly ServerBlock[] {
  const [only] = settings.servers
  if (settings.servers.length === 1 && only !== undefined)
    return zoneLength(only, key, port) === undefined ? [] : [only]
  return settings.servers
    .map((server) => ({ server, length: zoneLength(server, key, port) }))
    .filter((candidate) => candidate.length !== undefined)
    .toSorted((a, b) => (b.length as number) - (a.length as number))
    .map(({ server }) => server)
}

/** The length of the block's longest zone that the name lies in, among its listeners at the port. */
function zoneLength(server: ServerBlock, key: string, port: number): number | undefined {
  let longest: number | undefined
  for (const listener of server.listeners) {
    if (listener.transport !== 'dns' || listener.port !== port || !isAtOrUnder(key, listener.zone)) continue
    if (longest === undefined || listener.zone.length > longest) longest = listener.zone.length
  }
  return longest
}
