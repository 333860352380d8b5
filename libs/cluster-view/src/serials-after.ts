import {
  importOf,
  sameValue,
  type EndpointSlice,
  type Kind,
  type ObjectChange,
  type Pod,
  type Serials,
  type Service,
  type SlimObject,
} from '#libs/cluster-model'

/**
 * The serials that a commit moves, noted change by change: to the whole second in which it was observed for every zone that it
 * changed, and never back. Which change counts is CoreDNS's rule (plugin/kubernetes/controller.go), so that heartbeats leave the
 * serial alone, as do kinds that it would not watch under the Corefile.
 */
export class SerialMoves {
  /** The kinds whose changes move the serial of each zone. */
  readonly #moved = { cluster: new Set<Kind>(), multicluster: new Set<Kind>(), external: new Set<Kind>() }

  note(change: ObjectChange): void {
    for (const zone of zonesMoved(change)) this.#moved[zone].add(change.key.kind)
  }

  /** The serials after the commit. */
  after(
    before: Serials,
    observedAt: number,
    { watched, settingsChanged }: { readonly watched: ReadonlySet<Kind>; readonly settingsChanged: boolean },
  ): Serials {
    const now = Math.floor(observedAt / 1000)
    const serial = (zone: keyof Serials): number =>
      settingsChanged || [...this.#moved[zone]].some((kind) => watched.has(kind))
        ? Math.max(before[zone], now)
        : before[zone]
    return { cluster: serial('cluster'), multicluster: serial('multicluster'), external: serial('external') }
  }
}

/** The serials of the origin that is followed, but never less than before: that would look to secondaries like no change at all. */
export function laterSerials(before: Serials, origin: Serials): Serials {
  const later = (zone: keyof Serials): number => Math.max(before[zone], origin[zone])
  return { cluster: later('cluster'), multicluster: later('multicluster'), external: later('external') }
}

type Zones = readonly (keyof Serials)[]
const NONE: Zones = []

/** The zones whose records one change can alter. */
function zonesMoved({ before, after }: ObjectChange): Zones {
  const object = (after ?? before) as SlimObject
  switch (object.kind) {
    case 'Service':
      return serviceMoves(before as Service | undefined, after as Service | undefined)
    case 'EndpointSlice':
      return sliceMoves(before as EndpointSlice | undefined, after as EndpointSlice | undefined)
    case 'Pod':
      return sameValue((before as Pod | undefined)?.podIPs, (after as Pod | undefined)?.podIPs) ? NONE : ['cluster']
    case 'ServiceImport':
      // Additions and deletions of multicluster objects move the ordinary zone's serial, not theirs: CoreDNS's way.
      return before === undefined || after === undefined ? ['cluster'] : ['multicluster']
    default:
      return NONE
  }
}

function serviceMoves(before: Service | undefined, after: Service | undefined): Zones {
  if (before === undefined || after === undefined) {
    return externalAddresses(before ?? after).length > 0 ? ['cluster', 'external'] : ['cluster']
  }
  const portsMoved = !sameValue(servedPorts(before), servedPorts(after))
  const inside =
    portsMoved ||
    before.externalName !== after.externalName ||
    before.type !== after.type ||
    !sameValue(before.clusterIPs, after.clusterIPs)
  const outside = portsMoved || !sameValue(externalAddresses(before), externalAddresses(after))
  return [...(inside ? (['cluster'] as const) : []), ...(outside ? (['external'] as const) : [])]
}

function servedPorts(service: Service): unknown {
  return (service.ports ?? []).map(({ name, port, protocol }) => [name ?? '', port, protocol])
}

function externalAddresses(service: Service | undefined): readonly string[] {
  const loadBalancer = (service?.loadBalancer ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')
  return [...(service?.externalIPs ?? []), ...loadBalancer]
}

function sliceMoves(before: EndpointSlice | undefined, after: EndpointSlice | undefined): Zones {
  const imported = importOf((after ?? before) as EndpointSlice) !== undefined
  if (before === undefined || after === undefined) return ['cluster']
  if (sameValue(served(before), served(after))) return NONE
  return imported ? ['multicluster'] : ['cluster']
}

/** What of a slice can be seen in DNS: ready addresses with their names and zones, and the ports. */
function served(slice: EndpointSlice): unknown {
  const ready = slice.endpoints.filter((endpoint) => endpoint.ready !== false)
  return [
    slice.labels,
    slice.ports ?? [],
    ready.map(({ addresses, hostname, zone, target }) => [addresses, hostname, zone, target?.name]),
  ]
}
