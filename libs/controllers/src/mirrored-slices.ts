import {
  SERVICE_NAME_LABEL,
  type Endpoint,
  type EndpointAddress,
  type Endpoints,
  type EndpointSlice,
} from '#libs/cluster-model'
import { addressFamily } from '#libs/ip-address'
import { generatedName, suffixOf } from './derived-name.js'

const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by'
const SKIP_MIRROR_LABEL = 'endpointslice.kubernetes.io/skip-mirror'
/** The EndpointSliceMirroring controller's limit for addresses a subset. */
const MIRRORED_PER_SUBSET = 1000

/**
 * The slices that the EndpointSliceMirroring controller would make of hand-written Endpoints: for Services without a selector, one
 * slice a subset and family.
 */
export function mirrorEndpoints(endpoints: Endpoints): EndpointSlice[] {
  if (endpoints.labels?.[SKIP_MIRROR_LABEL] === 'true') return []
  return endpoints.subsets.flatMap((subset, index) =>
    (['IPv4', 'IPv6'] as const).flatMap((family) => {
      const of = (addresses: readonly EndpointAddress[], ready: boolean): Endpoint[] =>
        addresses.filter(({ ip }) => addressFamily(ip) === family).map((address) => endpointOf(address, ready))
      const mirrored = [...of(subset.addresses, true), ...of(subset.notReadyAddresses, false)]
      if (mirrored.length === 0) return []
      return [sliceOf(endpoints, family, index, subset.ports, mirrored.slice(0, MIRRORED_PER_SUBSET))]
    }),
  )
}

function sliceOf(
  { namespace, name, labels, createdAt }: Endpoints,
  family: 'IPv4' | 'IPv6',
  index: number,
  ports: EndpointSlice['ports'],
  mirrored: readonly Endpoint[],
): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    namespace,
    name: generatedName(name, suffixOf(`mirror ${namespace}/${name} ${family} ${index}`)),
    ...(createdAt === undefined ? undefined : { createdAt }),
    labels: { ...labels, [SERVICE_NAME_LABEL]: name, [MANAGED_BY_LABEL]: 'endpointslicemirroring-controller.k8s.io' },
    owners: [{ kind: 'Endpoints', name, controller: true }],
    derived: true,
    addressType: family,
    ...(ports === undefined || ports.length === 0 ? undefined : { ports }),
    endpoints: mirrored,
  }
}

function endpointOf({ ip, hostname, node, target }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    ready,
    ...(hostname === undefined ? undefined : { hostname }),
    ...(node === undefined ? undefined : { node }),
    ...(target === undefined ? undefined : { target }),
  }
}
