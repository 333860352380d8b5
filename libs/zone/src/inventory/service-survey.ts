import { addressFamily, addressKey, type AddressKey } from '#libs/ip-address'
import {
  SOURCE_CLUSTER_LABEL,
  type Endpoint,
  type EndpointSlice,
  type NamespaceState,
  type Service,
  type SlicesByName,
} from '#libs/cluster-model'
import { givenName, isReady, LIKE_AN_ADDRESS } from '../endpoint-names.js'
import { isSelected } from '../exposure.js'
import { hasReadyAddress } from '../endpoint-look-up.js'
import { isWildcard } from '../label-match.js'
import { isHeadless } from '../look-up.js'
import type { Stanza } from '../zone.js'
import { sortedKeys } from './sorted-keys.js'
import { SurveyDraft, type Survey } from './survey.js'

/**
 * The survey of a namespace's Services, each a group. It tells by arithmetic what `serviceRecords` makes by look-ups, as far as
 * that follows from the Service and its slices alone.
 */
export function surveyServices(
  stanza: Stanza,
  services: NamespaceState['services'],
  slices: NamespaceState['slices'],
): Survey {
  const names = sortedKeys(services)
  const draft = new SurveyDraft(names)
  names.forEach((name, group) => {
    const service = services.get(name) as Service
    const own = slices.get(name)
    if (isWildcard(name, stanza)) draft.setIrregular(group)
    else if (service.type === 'ExternalName') surveyExternalName(draft, group, stanza, service)
    else if (isHeadless(service)) surveyHeadless(draft, group, stanza, service, own)
    else surveyClusterIps(draft, group, stanza, service, own)
  })
  return draft.finish()
}

function surveyExternalName(draft: SurveyDraft, group: number, stanza: Stanza, service: Service): void {
  const { externalName: host = '' } = service
  if (isSelected(stanza, service.labels) && host !== '' && addressFamily(host) === undefined) draft.setCname(group)
}

function surveyClusterIps(
  draft: SurveyDraft,
  group: number,
  stanza: Stanza,
  service: Service,
  slices: SlicesByName | undefined,
): void {
  const { clusterIPs, ports = [] } = service
  const isAnswered = isSelected(stanza, service.labels)
  const isHidden = stanza.plugin.ignoreEmptyService && !hasReadyAddress(stanza, slices)
  const forward = isAnswered && ports.length > 0 && !isHidden ? 1 : 0
  const reverse = isAnswered ? 1 : 0
  for (const address of clusterIPs) draft.addAddress(group, addressKey(address) as AddressKey, forward, reverse)
  if (forward === 0 || clusterIPs.length === 0) return
  draft.setSrv(
    group,
    new Set(ports.flatMap((port) => (port.name === undefined ? [] : [portKey(port, port.port)]))).size,
  )
}

function surveyHeadless(
  draft: SurveyDraft,
  group: number,
  stanza: Stanza,
  service: Service,
  slices: SlicesByName | undefined,
): void {
  if (slices === undefined || stanza.plugin.noEndpoints) return
  const tally = tallyEndpoints(stanza, service, slices)
  if (tally === undefined) return draft.setIrregular(group)
  const isAnswered = isSelected(stanza, service.labels)
  // An address stands at the Service's name and at the endpoint's.
  const forward = isAnswered ? 2 : 0
  for (const [key, endpoint] of tally.endpoints) {
    const isReversed = !stanza.rules.reverseNeedsHostname || endpoint.hostname !== undefined
    draft.addAddress(group, key, forward, isReversed ? 1 : 0)
  }
  if (isAnswered) draft.setSrv(group, tally.names * tally.ports)
}

interface EndpointTally {
  /** Of every address the endpoint that has it. */
  readonly endpoints: ReadonlyMap<AddressKey, Endpoint>
  /** Distinct endpoint names. */
  readonly names: number
  /** Distinct pairs of a named port and a number. */
  readonly ports: number
}

/** `undefined` for slices whose records do not follow from the number of endpoints. */
function tallyEndpoints(stanza: Stanza, service: Service, slices: SlicesByName): EndpointTally | undefined {
  const endpoints = new Map<AddressKey, Endpoint>()
  const given = new Set<string>()
  let unnamed = 0
  let ports: string | undefined
  let portCount = 0
  for (const slice of slices.values()) {
    if (!isSelected(stanza, slice.labels)) continue
    const pairs = portPairs(service, slice)
    for (const endpoint of slice.endpoints) {
      if (!isReady(endpoint)) continue
      const name = givenName(endpoint, stanza)
      if (name !== undefined && LIKE_AN_ADDRESS.test(name)) return undefined
      for (const address of endpoint.addresses) {
        const key = addressKey(address)
        if (key === undefined) continue
        if (ports !== undefined && ports !== pairs.join()) return undefined
        if (ports === undefined) [ports, portCount] = [pairs.join(), pairs.length]
        const known = endpoints.get(key)
        if (known === undefined ? isOtherSpelling(key, address) : !isSameName(known, endpoint, stanza)) return undefined
        if (known !== undefined) continue
        endpoints.set(key, endpoint)
        if (name === undefined) unnamed++
        else given.add(name)
      }
    }
    if (slice.labels?.[SOURCE_CLUSTER_LABEL] !== undefined) return undefined
  }
  return { endpoints, names: given.size + unnamed, ports: portCount }
}

/** The number of each of the Service's named ports in a slice; several numbers where the slice has the name twice. */
function portPairs(service: Service, slice: EndpointSlice): string[] {
  const named = new Set((service.ports ?? []).flatMap((port) => (port.name === undefined ? [] : [portKey(port)])))
  const pairs = (slice.ports ?? []).flatMap((port) =>
    port.port !== undefined && named.has(portKey(port)) ? [portKey(port, port.port)] : [],
  )
  return [...new Set(pairs)].toSorted()
}

/** Names and protocols of ports compare without letter case. */
function portKey(
  { name = '', protocol }: { readonly name?: string; readonly protocol: string },
  port?: number,
): string {
  return `${name}/${protocol}${port === undefined ? '' : `/${port}`}`.toLowerCase()
}

/** The name of an address follows its spelling. IPv4 has but one. */
function isOtherSpelling(key: AddressKey, address: string): boolean {
  return typeof key === 'string' && key !== address
}

/** Two endpoints of one address; where old versions ask for a hostname, who has it counts too. */
function isSameName(a: Endpoint, b: Endpoint, stanza: Stanza): boolean {
  return givenName(a, stanza) === givenName(b, stanza) && !stanza.rules.reverseNeedsHostname
}
