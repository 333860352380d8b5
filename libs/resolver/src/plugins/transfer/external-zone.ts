import type { KubernetesExternalPlugin } from '#libs/corefile'
import { slicesOf, type Service } from '#libs/cluster-model'
import { nameKey, type DomainName, type ResourceRecord } from '#libs/dns-model'
import { isExposed, isSelected, slicesInOrder, type Stanza } from '#libs/zone'
import type { Inquiry } from '../../inquiry.js'
import { externalNameServers, externalSoa, type ExternalInquiry } from '../external/external.js'
import { externalPlaces, type ExternalPlace } from '../external/external-places.js'
import { byName } from './by-name.js'
import { isWholeCluster } from './whole-cluster.js'
import type { ZoneSource } from './zone-source.js'

/** The weight of an SRV record that shares its name with no other. */
const FULL_WEIGHT = 100

/**
 * What k8s_external transfers (CoreDNS plugin/k8s_external/transfer.go): a zone of exactly this name. Addresses have the plugin's
 * TTL, aliases and SRV records that of the kubernetes plugin. CoreDNS repeats records, here each stands once.
 */
export function externalZone(
  inquiry: Inquiry,
  plugin: KubernetesExternalPlugin,
  stanza: Stanza | undefined,
): ZoneSource | undefined {
  const zone = plugin.zones.find((candidate) => nameKey(candidate) === inquiry.key)
  if (zone === undefined || stanza === undefined) return undefined
  const asked: ExternalInquiry = { ...inquiry, plugin, stanza, zone }
  const soa = externalSoa(asked)
  return {
    soa,
    isWhole: isWholeCluster(inquiry.view),
    // A client that is ahead counts as current.
    isCurrent: (serial) => soa.data.type === 'SOA' && serial >= soa.data.serial,
    *records() {
      yield externalNameServers(asked)
      for (const service of byName(servicesOf(asked))) yield service === undefined ? [] : serviceRecords(asked, service)
    },
  }
}

function* servicesOf({ view: { state }, stanza }: ExternalInquiry): Generator<Service> {
  for (const [namespace, { services }] of state.namespaces) {
    if (!isExposed(state, stanza, namespace)) continue
    for (const service of services.values()) if (isSelected(stanza, service.labels)) yield service
  }
}

function serviceRecords(inquiry: ExternalInquiry, service: Service): ResourceRecord[] {
  const labels = [service.name, service.namespace]
  const places = placesAt(inquiry, labels)
  const leadsToEndpoints = places.some(({ owner }) => owner !== labels.join('.'))
  const locations = leadsToEndpoints
    ? [...endpointRecords(inquiry, places), ...endpointPorts(inquiry, service, places)]
    : servicePorts(inquiry, service, places)
  return distinct([...hostRecords(inquiry, labels, places), ...locations])
}

function placesAt({ view, stanza, plugin }: ExternalInquiry, labels: readonly string[]): readonly ExternalPlace[] {
  return externalPlaces(view.state, stanza, labels, plugin.headless) ?? []
}

/** At each name only what the first external address gives. A port without a name stands at `_`. */
function servicePorts(inquiry: ExternalInquiry, service: Service, places: readonly ExternalPlace[]): ResourceRecord[] {
  const labels = [service.name, service.namespace]
  const atPorts = (service.ports ?? []).flatMap(({ name = '', protocol, port }) => {
    const first = places.filter((place) => place.port === port).slice(0, 1)
    return serviceLocations(inquiry, [...portLabels(name, protocol), ...labels], first, FULL_WEIGHT)
  })
  return [...serviceLocations(inquiry, labels, places.slice(0, 1), FULL_WEIGHT), ...atPorts]
}

/** The ports are those of the slices, and only the named ones have names. */
function endpointPorts(inquiry: ExternalInquiry, service: Service, places: readonly ExternalPlace[]): ResourceRecord[] {
  const labels = [service.name, service.namespace]
  const slices = slicesInOrder(slicesOf(inquiry.view.state, service.namespace, service.name))
  const named = slices.flatMap(({ ports = [] }) => ports.filter(({ name = '' }) => name !== ''))
  const names = new Set(named.map(({ name = '', protocol }) => portLabels(name, protocol).join('.')))
  const atPorts = [...names].flatMap((name) => {
    const at = [...name.split('.'), ...labels]
    const found = placesAt(inquiry, at)
    return serviceLocations(inquiry, at, found, weightOf(found))
  })
  return [...serviceLocations(inquiry, labels, places, weightOf(places)), ...atPorts]
}

function portLabels(name: string, protocol: string): string[] {
  return [`_${name}`.toLowerCase(), `_${protocol}`.toLowerCase()]
}

/** Each endpoint under a name of its own. */
function endpointRecords(inquiry: ExternalInquiry, places: readonly ExternalPlace[]): ResourceRecord[] {
  return places.flatMap((place) => [
    ...hostRecords(inquiry, [place.owner], [place]),
    ...serviceLocations(inquiry, [place.owner], [place], FULL_WEIGHT),
  ])
}

function hostRecords(
  { plugin, stanza, zone }: ExternalInquiry,
  labels: readonly string[],
  places: readonly ExternalPlace[],
): ResourceRecord[] {
  const name = under(labels, zone)
  return places.map(({ type, host, namespace }) =>
    type === 'CNAME'
      ? { name, ttl: stanza.plugin.ttl, data: { type, target: host }, namespace }
      : { name, ttl: plugin.ttl, data: { type, address: host }, namespace },
  )
}

function serviceLocations(
  { stanza, zone }: ExternalInquiry,
  labels: readonly string[],
  places: readonly ExternalPlace[],
  weight: number,
): ResourceRecord[] {
  return places.flatMap(({ type, host, port, owner, namespace }) => {
    if (port < 0) return []
    const target = type === 'CNAME' ? host : under([owner], zone)
    const data = { type: 'SRV', priority: 0, weight, port, target } as const
    return [{ name: under(labels, zone), ttl: stanza.plugin.ttl, data, namespace }]
  })
}

function weightOf(places: readonly ExternalPlace[]): number {
  return Math.max(1, Math.floor(100 / places.length))
}

function under(labels: readonly string[], zone: DomainName): DomainName {
  return [...labels, zone].join('.')
}

function distinct(records: readonly ResourceRecord[]): ResourceRecord[] {
  return [...new Map(records.map((record) => [JSON.stringify([record.name, record.data]), record])).values()]
}
