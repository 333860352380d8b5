import { addressFamily, canonicalAddress } from '#libs/ip-address'
import type { ClusterState, Pod } from '#libs/cluster-model'
import { dashedAddress } from '../endpoint-names.js'
import { isExposed } from '../exposure.js'
import { isWatched, knownAddresses } from '../pod-names.js'
import type { ZoneRecord } from '../zone-record.js'
import { isMulticluster, nameBelow, type Zone } from '../zone.js'

/**
 * The names of one namespace's pods by their addresses, where `pods` is not disabled. Under `insecure` CoreDNS answers any such
 * name, whoever has the address, so these are marked as given by rule.
 */
export function podRecords(state: ClusterState, zone: Zone, namespace: string): ZoneRecord[] {
  const pods = state.namespaces.get(namespace)?.pods
  if (pods === undefined) return []
  const records: ZoneRecord[] = []
  for (const stanza of zone.stanzas) {
    if (stanza.plugin.pods === 'disabled' || !isExposed(state, stanza, namespace)) continue
    const origins = stanza.zones.filter((origin) => !stanza.reverseZones.has(origin) && !isMulticluster(stanza, origin))
    for (const pod of pods.values()) {
      if (!isWatched(pod, stanza)) continue
      for (const address of new Set(knownAddresses(pod, stanza))) {
        for (const origin of origins) records.push(podRecord(pod, address, origin, stanza.plugin.ttl))
      }
    }
  }
  return records
}

function podRecord(pod: Pod, address: string, origin: string, ttl: number): ZoneRecord {
  const { namespace, name, createdAt } = pod
  const type = addressFamily(address) === 'IPv4' ? 'A' : 'AAAA'
  return {
    name: nameBelow(origin, `${dashedAddress(address, true)}.${namespace}.pod`),
    data: { type, address: canonicalAddress(address) ?? address },
    ttl,
    namespace,
    source: { kind: 'Pod', namespace, name },
    ...(createdAt === undefined ? undefined : { createdAt }),
    byRule: true,
  }
}
