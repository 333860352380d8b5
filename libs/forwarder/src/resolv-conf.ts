import { addressFamily } from '#libs/ip-address'
import type { Server } from './target.js'

/** The name servers of a resolv.conf, in its order (resolv.conf(5)); lines that can't be read are passed over, as libc does. */
export function nameServers(text: string): readonly Server[] {
  const servers: Server[] = []
  for (const line of text.split('\n')) {
    const [keyword, host = ''] = line.trim().split(/\s+/)
    if (keyword !== 'nameserver' || addressFamily(host.replace(/%.*/, '')) === undefined) continue
    servers.push({ protocol: 'dns', host, port: 53 })
  }
  return servers
}
