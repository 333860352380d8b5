import { addressKey, type AddressKey } from '#libs/ip-address'
import type { ClusterState } from '#libs/cluster-model'

const contested = new WeakMap<ClusterState['addresses'], ReadonlyMap<string, ReadonlySet<string>>>()

/**
 * The Services that share a cluster IP with another Service or with an endpoint, by namespace: a reverse name leads to the first of
 * them only, so that their PTR records do not follow from each alone. Worked out once for the same addresses.
 */
export function contestedGroups({ addresses, namespaces }: ClusterState): ReadonlyMap<string, ReadonlySet<string>> {
  const known = contested.get(addresses)
  if (known !== undefined) return known
  const found = new Map<string, Set<string>>()
  for (const { services } of namespaces.values()) {
    for (const { clusterIPs } of services.values()) {
      for (const address of clusterIPs) {
        const use = addresses.get(addressKey(address) as AddressKey)
        if (use === undefined || use.services.length + use.slices.length === 1) continue
        for (const { namespace, name } of use.services) add(found, namespace, name)
        for (const { namespace, service } of use.slices) add(found, namespace, service)
      }
    }
  }
  contested.set(addresses, found)
  return found
}

function add(found: Map<string, Set<string>>, namespace: string, service: string): void {
  const services = found.get(namespace)
  if (services === undefined) found.set(namespace, new Set([service]))
  else services.add(service)
}
