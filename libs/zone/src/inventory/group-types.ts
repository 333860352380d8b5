import type { RecordType } from '#libs/dns-model'
import type { NamespaceState, Service } from '#libs/cluster-model'
import { isWildcard } from '../label-match.js'
import { isHeadless } from '../look-up.js'
import { isMulticluster } from '../zone.js'
import type { Branch } from './branches.js'

/** False when a group can't hold a record of the branch: seen from its objects, without a record made. */
export function mayGive(
  { stanza, origin, kinds, types, service }: Branch,
  inNamespace: NamespaceState,
  group: string,
): boolean {
  if (!kinds.includes(group === '' ? 'pods' : 'services')) return false
  if (service !== undefined && service !== group) return false
  if (group === '') return podTypes(inNamespace).some((type) => types.includes(type))
  if (isMulticluster(stanza, origin)) return inNamespace.imports.has(group)
  if (isWildcard(group, stanza)) return true
  const object = inNamespace.services.get(group)
  return object !== undefined && types.some((type) => mayGiveType(inNamespace, object, type))
}

function mayGiveType({ slices }: NamespaceState, service: Service, type: RecordType): boolean {
  if (service.type === 'ExternalName') return type === 'CNAME'
  switch (type) {
    case 'A':
    case 'AAAA': {
      const family = type === 'A' ? 'IPv4' : 'IPv6'
      if (!isHeadless(service)) return service.clusterIPs.some((address) => address.includes(':') === (type === 'AAAA'))
      return [...(slices.get(service.name)?.values() ?? [])].some(({ addressType }) => addressType === family)
    }
    case 'SRV':
      return (service.ports ?? []).some(({ name }) => name !== undefined)
    case 'PTR':
      return true
    default:
      return false
  }
}

const ofPods = new WeakMap<NamespaceState['pods'], readonly RecordType[]>()

/** The types of a namespace's pod records; worked out once for the same pods. */
function podTypes({ pods }: NamespaceState): readonly RecordType[] {
  let types = ofPods.get(pods)
  if (types === undefined) {
    const found = new Set<RecordType>()
    for (const { podIPs = [] } of pods.values()) {
      for (const address of podIPs) found.add(address.includes(':') ? 'AAAA' : 'A')
      if (found.size === 2) break
    }
    ofPods.set(pods, (types = [...found]))
  }
  return types
}
