import type { ClusterState } from '#libs/cluster-model'
import type { SocketAddress } from './listen-error.js'
import { addressesOfInterfaces, wildcardAddresses, withoutZoneIndex } from './local-addresses.js'

/** Where distributions put the cluster DNS Service, and how they mark it. */
const NAMESPACE = 'kube-system'
const NAME = 'kube-dns'
const APP_LABEL = 'k8s-app'

export interface WaysBackOptions {
  /** The clusters whose DNS is served here. */
  readonly states: () => readonly ClusterState[]
  /** Where this server listens. */
  readonly listening: readonly SocketAddress[]
  /** Default: those of the network interfaces. */
  readonly localAddresses?: () => readonly string[]
}

/**
 * Tells why a question sent to an address would come back, as in "is the address of ...": it is where this server listens, or that of
 * a cluster DNS Service, which in a cluster leads here or to a CoreDNS that forwards here. `undefined` when nothing speaks for it.
 */
export function waysBack(options: WaysBackOptions): (host: string, port: number) => string | undefined {
  const { states, listening, localAddresses = addressesOfInterfaces } = options
  return (host, port) => {
    const own = listening.find((address) => address.port === port && listensOn(address, host, localAddresses))
    if (own !== undefined) return 'is this server itself'
    const service = states()
      .map((state) => dnsServiceAt(state, host))
      .find((found) => found !== undefined)
    return service && `is the address of Service ${service}, the cluster DNS itself`
  }
}

function listensOn({ host }: SocketAddress, asked: string, localAddresses: () => readonly string[]): boolean {
  const addresses = wildcardAddresses(host, localAddresses) ?? [host]
  return addresses.some((address) => withoutZoneIndex(address) === withoutZoneIndex(asked))
}

/** `NAMESPACE/NAME` of the cluster DNS Service with this address. */
function dnsServiceAt(state: ClusterState, address: string): string | undefined {
  const services = state.namespaces.get(NAMESPACE)?.services.values() ?? []
  for (const { name, labels, clusterIPs } of services) {
    if ((name === NAME || labels?.[APP_LABEL] === NAME) && clusterIPs.includes(address)) return `${NAMESPACE}/${name}`
  }
  return undefined
}
