import type { EndpointSlice, Service, ServiceImport } from '#libs/cluster-model'
import type { DomainName, RecordData, ResourceRecord } from '#libs/dns-model'
import { addressFamily, canonicalAddress } from '#libs/ip-address'
import { endpointName, isExposed, isMulticluster, isReady, isSelected, matchZone, slicesInOrder } from '#libs/zone'
import type { Stanza } from '#libs/zone'
import type { Inquiry } from '../../inquiry.js'
import { nameServerAnswer } from '../kubernetes/name-server-answer.js'
import { soaRecord } from '../kubernetes/soa.js'
import { stanzaInquiry, type StanzaInquiry } from '../kubernetes/stanza-inquiry.js'
import { byName } from './by-name.js'
import type { ZoneSource } from './zone-source.js'

/** Transfers give every SRV record of a cluster IP this weight, where answers share it among the ports. */
const FULL_WEIGHT = 100
/** CoreDNS holds a port without a number as -1, which leaves as 16 bits. */
const NO_NUMBER = 0xffff

/**
 * What the kubernetes plugin transfers (CoreDNS plugin/kubernetes/xfr.go): name servers, then Services by name, with SRV weights
 * counted slice by slice. No PTR, pod, `dns-version` and zonal names. A name below a zone, and a reverse zone, is transferred as
 * if it were a zone of names: followed.
 */
export function clusterZone(inquiry: Inquiry, stanza: Stanza): ZoneSource | undefined {
  const zone = matchZone(stanza, inquiry.key)
  if (zone === undefined) return undefined
  const asked: StanzaInquiry = { ...stanzaInquiry(inquiry, stanza, zone), zoneAsAsked: inquiry.question.name }
  const soa = soaRecord(asked)
  return {
    soa,
    isCurrent: (serial) => soa.data.type === 'SOA' && serial === soa.data.serial,
    records: () => recordsOf(asked),
  }
}

function* recordsOf(inquiry: StanzaInquiry): Generator<readonly ResourceRecord[]> {
  yield nameServers(inquiry)
  for (const service of byName(servicesOf(inquiry))) {
    if (service === undefined) yield []
    else yield* serviceRecords(inquiry, service)
  }
}

function nameServers(inquiry: StanzaInquiry): readonly ResourceRecord[] {
  const found = nameServerAnswer(inquiry)
  if ('step' in found) return []
  return [...found.answer, ...(found.additional ?? []).map((glue) => ({ ...glue, ttl: 0 }))]
}

function* servicesOf({ view: { state }, stanza, zone }: StanzaInquiry): Generator<Service | ServiceImport> {
  const imported = isMulticluster(stanza, zone)
  for (const [namespace, held] of state.namespaces) {
    if (!isExposed(state, stanza, namespace)) continue
    const services: Iterable<Service | ServiceImport> = (imported ? held.imports : held.services).values()
    for (const service of services) if (imported || isSelected(stanza, service.labels)) yield service
  }
}

function* serviceRecords(
  inquiry: StanzaInquiry,
  service: Service | ServiceImport,
): Generator<readonly ResourceRecord[]> {
  const owner = under(`${service.name}.${service.namespace}.svc`, inquiry)
  const addresses = service.kind === 'Service' ? service.clusterIPs : service.ips
  if (service.kind === 'Service' && service.type === 'ExternalName') yield aliasRecords(inquiry, service, owner)
  else if (addressFamily(addresses[0] ?? '') !== undefined) yield clusterIpRecords(inquiry, service, owner, addresses)
  else for (const slice of slicesOf(inquiry, service)) yield sliceRecords(inquiry, slice, owner)
}

function clusterIpRecords(
  inquiry: StanzaInquiry,
  { namespace, ports = [] }: Service | ServiceImport,
  owner: DomainName,
  addresses: readonly string[],
): ResourceRecord[] {
  const record = recordMaker(inquiry, namespace)
  const atPorts = ports.flatMap(({ name, protocol, port }) => {
    const data: RecordData = { type: 'SRV', priority: 0, weight: FULL_WEIGHT, port, target: owner }
    const named = name === undefined ? [] : [record(portOwner(name, protocol, owner), data)]
    return [record(owner, data), ...named]
  })
  return [...addresses.flatMap((address) => addressRecords(record, owner, address)), ...atPorts]
}

/** An ExternalName that is an address gives nothing, here as in answers. */
function aliasRecords(inquiry: StanzaInquiry, service: Service, owner: DomainName): ResourceRecord[] {
  const host = service.externalName ?? ''
  if (host === '' || addressFamily(host) !== undefined) return []
  const target = host.endsWith('.') ? host : `${host}.`
  return [recordMaker(inquiry, service.namespace)(owner, { type: 'CNAME', target })]
}

function slicesOf({ stanza, view }: StanzaInquiry, service: Service | ServiceImport): readonly EndpointSlice[] {
  const held = view.state.namespaces.get(service.namespace)
  const slices = (service.kind === 'Service' ? held?.slices : held?.importSlices)?.get(service.name)
  if (slices === undefined || stanza.plugin.noEndpoints) return []
  return slicesInOrder(slices).filter(({ labels }) => isSelected(stanza, labels))
}

function sliceRecords(inquiry: StanzaInquiry, slice: EndpointSlice, owner: DomainName): ResourceRecord[] {
  const record = recordMaker(inquiry, slice.namespace)
  const ready = slice.endpoints.filter(isReady)
  const weight = Math.max(1, Math.floor(100 / ready.reduce((sum, { addresses }) => sum + addresses.length, 0)))
  const ports = (slice.ports ?? []).filter(({ name }) => name !== undefined && name !== '')
  return ready.flatMap((endpoint) =>
    endpoint.addresses.flatMap((address) => {
      const target = `${endpointName(endpoint, address, inquiry.stanza)}.${owner}`
      const atPorts = ports.map(({ name, protocol, port = NO_NUMBER }) =>
        record(portOwner(name as string, protocol, owner), { type: 'SRV', priority: 0, weight, port, target }),
      )
      return [...addressRecords(record, owner, address), ...addressRecords(record, target, address), ...atPorts]
    }),
  )
}

type RecordMaker = (name: DomainName, data: RecordData) => ResourceRecord

function recordMaker({ stanza: { plugin } }: StanzaInquiry, namespace: string): RecordMaker {
  return (name, data) => ({ name, ttl: plugin.ttl, data, namespace })
}

function addressRecords(record: RecordMaker, name: DomainName, address: string): ResourceRecord[] {
  const family = addressFamily(address)
  if (family === undefined) return []
  const type = family === 'IPv4' ? 'A' : 'AAAA'
  return [record(name, { type, address: canonicalAddress(address) as string })]
}

function portOwner(name: string, protocol: string, owner: DomainName): DomainName {
  return `_${name}._${protocol}`.toLowerCase() + `.${owner}`
}

function under(labels: string, { zoneAsAsked }: StanzaInquiry): DomainName {
  return zoneAsAsked === '.' ? `${labels}.` : `${labels}.${zoneAsAsked}`
}
