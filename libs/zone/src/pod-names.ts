import { addressKey, canonicalAddress, addressFamily } from '#libs/ip-address'
import type { ClusterState, Pod } from '#libs/cluster-model'
import { isSelected } from './exposure.js'
import { ABSENT, type LookUp } from './hit.js'
import type { Stanza } from './zone.js'

/**
 * A pod by its address (Kubernetes DNS specification, section 2.3, deprecated there): under `insecure` the label decides, under
 * `verified` a pod with that address must be in the namespace.
 */
export function podHits(
  state: ClusterState,
  stanza: Stanza,
  { namespace, label }: { readonly namespace: string; readonly label: string },
): LookUp {
  if (stanza.plugin.pods === 'disabled') return ABSENT
  const address = addressOfLabel(label)
  if (address === undefined) return ABSENT
  if (stanza.plugin.pods === 'verified' && !podHasAddress(state, stanza, namespace, address)) return ABSENT
  const family = addressFamily(address)
  return {
    exists: true,
    hits: [
      {
        host: canonicalAddress(address) as string,
        type: family === 'IPv4' ? 'A' : 'AAAA',
        port: 0,
        owner: `${label}.${namespace}.pod`,
        namespace,
      },
    ],
  }
}

/** Exactly three dashes and no double dash: IPv4, else IPv6 with dashes for colons. `undefined` for no address. */
export function addressOfLabel(label: string): string | undefined {
  const dashes = label.split('-').length - 1
  const text = dashes === 3 && !label.includes('--') ? label.replaceAll('-', '.') : label.replaceAll('-', ':')
  return addressFamily(text) === undefined ? undefined : text
}

/** The pods of the namespace that CoreDNS would know by this address. It compares texts, so the label must be the canonical form. */
export function podHasAddress(state: ClusterState, stanza: Stanza, namespace: string, address: string): boolean {
  const key = addressKey(address)
  if (key === undefined) return false
  const users = state.addresses.get(key)?.pods ?? []
  return users.some((user) => {
    if (user.namespace !== namespace) return false
    const pod = state.namespaces.get(namespace)?.pods.get(user.name)
    return pod !== undefined && isWatched(pod, stanza) && knownAddresses(pod, stanza).includes(address)
  })
}

/** CoreDNS watches pods that are Pending or Running, and drops those with a deletionTimestamp. */
export function isWatched(pod: Pod, stanza: Stanza): boolean {
  const running = pod.phase === undefined || pod.phase === 'Running'
  return running && pod.deletedAt === undefined && isSelected(stanza, pod.labels)
}

/** The addresses of a pod that CoreDNS answers for. */
export function knownAddresses(pod: Pod, stanza: Stanza): readonly string[] {
  const addresses = pod.podIPs ?? []
  return stanza.rules.everyPodAddress ? addresses : addresses.slice(0, 1)
}
