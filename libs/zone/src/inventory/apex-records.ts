import type { ZoneRecord } from '../zone-record.js'
import { nameBelow, type Zone } from '../zone.js'

/** The zone's own records that do not depend on who serves it: the schema version (Kubernetes DNS specification, section 2.2). */
export function apexRecords(zone: Zone): ZoneRecord[] {
  return zone.stanzas.flatMap((stanza) =>
    stanza.zones
      .filter((origin) => !stanza.reverseZones.has(origin))
      .map((origin) => ({
        name: nameBelow(origin, 'dns-version'),
        data: { type: 'TXT', strings: ['1.1.0'] } as const,
        ttl: 28800,
      })),
  )
}
