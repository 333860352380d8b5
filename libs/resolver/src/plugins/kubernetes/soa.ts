import type { ResourceRecord } from '#libs/dns-model'
import { isMulticluster } from '#libs/zone'
import type { StanzaInquiry } from './stanza-inquiry.js'

/** CoreDNS caps the SOA's own TTL, though not its minimum field. Seconds. */
const LONGEST_SOA_TTL = 300

/** The zone's SOA: fixed timers, the plugin's ttl as the negative TTL, the serial of the last change. */
export function soaRecord({ stanza, zone, zoneAsAsked, view }: StanzaInquiry): ResourceRecord {
  const { ttl } = stanza.plugin
  const below = zoneAsAsked === '.' ? '' : zoneAsAsked
  return {
    name: zoneAsAsked,
    ttl: Math.min(ttl, LONGEST_SOA_TTL),
    data: {
      type: 'SOA',
      primary: `ns.dns.${below}`,
      mailbox: `hostmaster.${below}`,
      serial: isMulticluster(stanza, zone) ? view.serials.multicluster : view.serials.cluster,
      refresh: 7200,
      retry: 1800,
      expire: 86400,
      minimum: ttl,
    },
  }
}
