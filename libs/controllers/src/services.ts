import type { Service } from '#libs/cluster-model'
import { addressFamily, parseNetwork } from '#libs/ip-address'
import type { AddressPool } from './address-pool.js'

/** Load balancers of derived clusters get addresses that lead nowhere (RFC 5737, RFC 3849). */
export const LOAD_BALANCER_RANGES = ['198.51.100.0/24', '2001:db8:1b::/64'].map((text) => {
  const network = parseNetwork(text)
  if (network === undefined) throw new Error(`${text} must be a range`)
  return network
})

type Family = 'IPv4' | 'IPv6'

/**
 * The Service with what the API server and the load-balancer controller would fill in: cluster IPs for each family of its policy,
 * the families, a load balancer's address. A Service that has them stays as it is.
 */
export function withAddresses(service: Service, clusterIps: AddressPool, loadBalancers: AddressPool): Service {
  if (service.type === 'ExternalName') return service
  const families = familiesOf(service, clusterIps)
  const addressed: Service = {
    ...service,
    ipFamilies: families,
    clusterIPs: clusterIpsOf(service, families, clusterIps),
  }
  if (service.type !== 'LoadBalancer' || (service.loadBalancer ?? []).length > 0) return addressed
  const ips = families.map((family) => ({ ip: loadBalancers.give(`load balancer ${placeOf(service)}`, family) }))
  return { ...addressed, loadBalancer: ips }
}

/** Given ones stay; else one family, or with a dual-stack policy both that the cluster has. */
function familiesOf(service: Service, pool: AddressPool): readonly Family[] {
  const { clusterIPs, ipFamilies = [], ipFamilyPolicy = 'SingleStack' } = service
  const fromAddresses = clusterIPs.flatMap((address) => addressFamily(address) ?? [])
  const known: readonly Family[] = ipFamilies.length > 0 ? ipFamilies : fromAddresses
  const first: Family = known[0] ?? (pool.has('IPv4') ? 'IPv4' : 'IPv6')
  // A headless Service without a selector is dual stack where the cluster is (Kubernetes, dual-stack documentation).
  const isOpen = clusterIPs[0] === 'None' && service.selector === undefined && service.ipFamilyPolicy === undefined
  if ((ipFamilyPolicy === 'SingleStack' && !isOpen) || known.length > 1) return known.length > 0 ? known : [first]
  const second: Family = first === 'IPv4' ? 'IPv6' : 'IPv4'
  return pool.has(second) ? [first, second] : [first]
}

function clusterIpsOf(service: Service, families: readonly Family[], pool: AddressPool): readonly string[] {
  if (service.clusterIPs[0] === 'None') return service.clusterIPs
  return families.map((family) => {
    const given = service.clusterIPs.find((address) => addressFamily(address) === family)
    return given ?? pool.give(`Service ${placeOf(service)}`, family)
  })
}

function placeOf({ namespace, name }: Service): string {
  return `${namespace}/${name}`
}
