import type { Endpoint, EndpointPort, EndpointSlice, Service, ServiceImport, SlicesByName } from '#libs/cluster-model'
import { isNamed, isReady } from './endpoint-names.js'
import { isSelected } from './exposure.js'
import { ABSENT, addEndpointHit, type Hit, type LookUp } from './hit.js'
import { isWildcard, portMatches } from './label-match.js'
import type { ServiceName } from './name-grammar.js'
import { inNameOrder } from './slice-order.js'
import { countReadyAddresses } from './slice-survey.js'
import type { Stanza } from './zone.js'

const NO_PORT: readonly EndpointPort[] = [{ protocol: 'TCP', port: -1 }]

/** What is asked of a Service's endpoints. */
export interface EndpointQuestion {
  readonly stanza: Stanza
  readonly service: Service | ServiceImport
  readonly name: ServiceName
  readonly eachPort: boolean
  /** Which slices count; absent: all. */
  readonly includes?: (slice: EndpointSlice) => boolean
}

/**
 * Ready endpoints of a Service's slices. CoreDNS lists an address once per port of its slice; a slice without ports counts as one
 * with port -1.
 */
export function endpointHits(slices: SlicesByName | undefined, question: EndpointQuestion): LookUp {
  if (slices === undefined || question.stanza.plugin.noEndpoints) return ABSENT
  const hits = hitsIn(slices, question, undefined)
  const { topology } = question.name
  if (hits.length === 0) return ABSENT
  if (topology === undefined) return { exists: true, hits }
  const inTopology = hitsIn(slices, question, topology.zone)
  return { exists: true, hits: topology.mode === 'prefer' && inTopology.length === 0 ? hits : inTopology }
}

function hitsIn(slices: SlicesByName, question: EndpointQuestion, zone: string | undefined): Hit[] {
  const { stanza, service, name, eachPort, includes } = question
  const hits: Hit[] = []
  for (const slice of inNameOrder(slices)) {
    if (includes?.(slice) === false || !isSelected(stanza, slice.labels)) continue
    const ports = matchingPorts(slice, name, stanza)
    const listed = eachPort ? ports.length : Math.min(ports.length, 1)
    const of = { slice, service, stanza }
    for (const endpoint of listed === 0 ? [] : slice.endpoints) {
      if (!isReady(endpoint) || (zone !== undefined && endpoint.zone?.toLowerCase() !== zone)) continue
      for (const address of endpoint.addresses) {
        if (name.endpoint !== undefined && !isMeant(name.endpoint, endpoint, address, stanza)) continue
        for (let i = 0; i < listed; i++) addEndpointHit(hits, address, ports[i]?.port ?? -1, endpoint, of)
      }
    }
  }
  return hits
}

function isMeant(label: string, endpoint: Endpoint, address: string, stanza: Stanza): boolean {
  return isNamed(label, endpoint, address, stanza) || isWildcard(label, stanza)
}

function matchingPorts(slice: EndpointSlice, name: ServiceName, stanza: Stanza): readonly EndpointPort[] {
  const ports = slice.ports === undefined || slice.ports.length === 0 ? NO_PORT : slice.ports
  return name.port === undefined ? ports : ports.filter((port) => portMatches(name, port, stanza))
}

/** How many pairs of a ready address and a matching port the slices hold: what SRV weights are made of. */
export function countEndpointPairs(stanza: Stanza, slices: SlicesByName | undefined, name: ServiceName): number {
  let count = 0
  for (const slice of slices?.values() ?? []) {
    if (slice.addressType === 'FQDN' || !isSelected(stanza, slice.labels)) continue
    count += matchingPorts(slice, name, stanza).length * countReadyAddresses(slice)
  }
  return count
}

/** True when `ignore empty_service` has nothing against the Service. */
export function hasReadyAddress(stanza: Stanza, slices: SlicesByName | undefined): boolean {
  if (slices === undefined || stanza.plugin.noEndpoints) return false
  return inNameOrder(slices).some((slice) =>
    slice.endpoints.some((endpoint) => isReady(endpoint) && endpoint.addresses.length > 0),
  )
}
