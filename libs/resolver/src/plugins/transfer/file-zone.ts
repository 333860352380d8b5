import type { FilePlugin } from '#libs/corefile'
import { nameKey } from '#libs/dns-model'
import type { Inquiry } from '../../inquiry.js'
import { zoneData } from '../file/zone-data.js'
import { zoneRules } from '../file/zone-rules.js'
import type { ZoneSource } from './zone-source.js'

/** What `file` and `auto` transfer: a zone of exactly this name, in the order of its file. */
export function fileZone({ key, view }: Inquiry, plugin: FilePlugin): ZoneSource | undefined {
  const file = plugin.zones.find(({ origin }) => nameKey(origin) === key)
  const zone = file && zoneData(file, zoneRules(view.settings.version).keepsServiceCase)
  if (zone === undefined) return undefined
  const { soa, nameServers, owners } = zone
  return {
    soa,
    isCurrent: (serial) => soa.data.type === 'SOA' && serial === soa.data.serial,
    *records() {
      yield nameServers
      for (const { byType } of owners.values()) yield [...byType.values()].flat()
    },
  }
}
