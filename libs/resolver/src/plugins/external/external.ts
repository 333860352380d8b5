import type { Kind } from '#libs/cluster-model'
import type { KubernetesExternalPlugin } from '#libs/corefile'
import {
  addressOfReverseName,
  isAtOrUnder,
  isAtOrUnderAny,
  splitLabels,
  type Answer,
  type DomainName,
  type ResourceRecord,
} from '#libs/dns-model'
import type { Stanza } from '#libs/zone'
import type { Handler, Inquiry } from '../../inquiry.js'
import { replyWith } from '../../reply.js'
import { noteEndpointsTooOld, noteStaleness, tooOldAnswer } from '../../staleness.js'
import { andThen, done, failed, type Step } from '../../step.js'
import { externalPlaces, externalReverse, type ExternalPlace } from './external-places.js'
import { serverExternalAddresses } from './server-external-addresses.js'

/** What `k8s_external` needs to answer one question. */
export interface ExternalInquiry extends Inquiry {
  readonly plugin: KubernetesExternalPlugin
  /** The kubernetes stanza whose Services it shows. */
  readonly stanza: Stanza
  readonly zone: DomainName
}

/**
 * The k8s_external plugin: Services by their external addresses, in a zone of their own (CoreDNS plugin/k8s_external). It shows
 * what the server block's kubernetes plugin holds; without one it has nothing to show and passes everything on.
 */
export function externalHandler(plugin: KubernetesExternalPlugin, stanza: Stanza | undefined): Handler {
  const kinds: readonly Kind[] = plugin.headless ? ['Namespace', 'Service', 'EndpointSlice'] : ['Namespace', 'Service']
  const longestFirst = plugin.zones.toSorted((a, b) => b.length - a.length)
  return (inquiry, next) => {
    const zone = longestFirst.find((candidate) => isAtOrUnder(inquiry.key, candidate))
    if (zone === undefined || stanza === undefined) return next(inquiry)
    noteStaleness(inquiry, kinds)
    const asked: ExternalInquiry = { ...inquiry, plugin, stanza, zone }
    if (inquiry.key === zone) return done(apexAnswer(asked))
    if (isAtOrUnder(inquiry.key, `${plugin.apex}.${zone}`)) return done(belowApex(asked))
    inquiry.work.isTooOld = false
    const places = placesFor(asked)
    if (inquiry.work.isTooOld) return failed(tooOldAnswer(inquiry))
    if (places === undefined) {
      const fallsThrough = isAtOrUnderAny(inquiry.key, plugin.fallthrough)
      return fallsThrough ? next(inquiry) : done(negative(asked, 'NXDOMAIN'))
    }
    return dataAnswer(asked, places)
  }
}

/** `undefined`: no such name. Empty: the name exists without data. */
function placesFor(inquiry: ExternalInquiry): readonly ExternalPlace[] | undefined {
  const { view, stanza, plugin, zone, key } = inquiry
  const onEndpoints = (): void => noteEndpointsTooOld(inquiry)
  const address = inquiry.question.type === 'PTR' ? addressOfReverseName(key) : undefined
  if (address !== undefined) {
    const targets = externalReverse(view.state, stanza, address, onEndpoints)
    return targets.length === 0 ? undefined : targets
  }
  const places = externalPlaces(
    view.state,
    stanza,
    splitLabels(key.slice(0, key.length - zone.length)),
    plugin.headless,
    onEndpoints,
  )
  return places !== undefined && inquiry.question.type === 'PTR' ? [] : places
}

function dataAnswer(inquiry: ExternalInquiry, places: readonly ExternalPlace[]): Step {
  const { name, type } = inquiry.question
  switch (type) {
    case 'A':
    case 'AAAA':
      return addressAnswer(inquiry, places, type)
    case 'SRV':
      return serviceAnswer(inquiry, places)
    case 'PTR': {
      const [zone] = inquiry.plugin.zones
      const targets = new Map(places.map(({ owner, namespace }) => [`${owner}.${zone}`, namespace]))
      return finish(
        inquiry,
        [...targets].map(([target, namespace]) => ({
          name,
          ttl: inquiry.plugin.ttl,
          data: { type: 'PTR', target },
          namespace,
        })),
      )
    }
    default:
      return done(negative(inquiry, 'NOERROR'))
  }
}

/** Addresses of the family; a load balancer known by name becomes a CNAME, looked up through the whole server. */
function addressAnswer(inquiry: ExternalInquiry, places: readonly ExternalPlace[], type: 'A' | 'AAAA'): Step {
  const { name } = inquiry.question
  const { ttl } = inquiry.plugin
  const records: ResourceRecord[] = []
  const seen = new Set<string>()
  const names: ExternalPlace[] = []
  for (const place of places) {
    if (seen.has(place.host)) continue
    seen.add(place.host)
    if (place.type === 'CNAME') names.push(place)
    else if (place.type === type) {
      records.push({ name, ttl, data: { type, address: place.host }, namespace: place.namespace })
    }
  }
  return follow(inquiry, names, records)
}

function follow(inquiry: ExternalInquiry, [first, ...rest]: readonly ExternalPlace[], records: ResourceRecord[]): Step {
  if (first === undefined) return finish(inquiry, records)
  const { name, type } = inquiry.question
  const { ttl } = inquiry.stanza.plugin
  const alias: ResourceRecord = { name, ttl, data: { type: 'CNAME', target: first.host }, namespace: first.namespace }
  const upstream = inquiry.lookUp(inquiry, { name: first.host, type })
  return andThen(upstream, (answer) => follow(inquiry, rest, [...records, alias, ...answer.answer]))
}

/** SRV with the weights that the kubernetes plugin gives. */
function serviceAnswer(inquiry: ExternalInquiry, places: readonly ExternalPlace[]): Step {
  const { name } = inquiry.question
  const { ttl } = inquiry.plugin
  const weight = Math.max(1, Math.floor(100 / places.length))
  const answer: ResourceRecord[] = []
  const additional: ResourceRecord[] = []
  const seen = new Set<string>()
  for (const place of places) {
    const target = place.type === 'CNAME' ? place.host : `${place.owner}.${inquiry.zone}`
    const { namespace, port, host } = place
    if (isNew(seen, `${target} ${port}`)) {
      answer.push({ name, ttl, data: { type: 'SRV', priority: 0, weight, port, target }, namespace })
    }
    if (place.type !== 'CNAME' && isNew(seen, `${target} @${host}`)) {
      additional.push({ name: target, ttl, data: { type: place.type, address: host }, namespace })
    }
  }
  return finish(inquiry, answer, additional)
}

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function finish(
  inquiry: ExternalInquiry,
  answer: readonly ResourceRecord[],
  additional: readonly ResourceRecord[] = [],
): Step {
  return done(answer.length === 0 ? negative(inquiry, 'NOERROR') : replyWith({ answer, additional }))
}

function apexAnswer(inquiry: ExternalInquiry): Answer {
  const { name, type } = inquiry.question
  if (type === 'SOA') return replyWith({ answer: [externalSoa(inquiry)] })
  if (type !== 'NS') return negative(inquiry, 'NOERROR')
  const [nameServer, ...addresses] = externalNameServers(inquiry)
  return replyWith({ answer: [{ ...nameServer, name }], additional: addresses })
}

/** The zone's NS record, then the addresses of the name server. */
export function externalNameServers(inquiry: ExternalInquiry): [ResourceRecord, ...ResourceRecord[]] {
  const { plugin, zone } = inquiry
  const target = `ns1.${plugin.apex}.${zone}`
  return [{ name: zone, ttl: plugin.ttl, data: { type: 'NS', target } }, ...serverRecords(inquiry, target)]
}

/** Names below `dns.ZONE`: the name server `ns1`, and nothing else. */
function belowApex(inquiry: ExternalInquiry): Answer {
  const { key, zone, question } = inquiry
  const labels = splitLabels(key.slice(0, key.length - zone.length))
  if (labels.length === 1) return negative(inquiry, 'NOERROR')
  if (labels.length > 2 || labels[0] !== 'ns1') return negative(inquiry, 'NXDOMAIN')
  const answer = serverRecords(inquiry, question.name).filter(({ data }) => data.type === question.type)
  return answer.length === 0 ? negative(inquiry, 'NOERROR') : replyWith({ answer })
}

function serverRecords(inquiry: ExternalInquiry, name: DomainName): ResourceRecord[] {
  return serverExternalAddresses(inquiry, inquiry.plugin.headless).map((data) => ({
    name,
    ttl: inquiry.plugin.ttl,
    data,
  }))
}

function negative(inquiry: ExternalInquiry, rcode: 'NOERROR' | 'NXDOMAIN'): Answer {
  return replyWith({ rcode, authority: [externalSoa(inquiry)] })
}

/** The SOA of the zone. */
export function externalSoa({ plugin, zone, view }: ExternalInquiry): ResourceRecord {
  const { apex, ttl } = plugin
  return {
    name: zone,
    ttl,
    data: {
      type: 'SOA',
      primary: `ns1.${apex}.${zone}`,
      mailbox: `hostmaster.${apex}.${zone}`,
      serial: view.serials.external,
      refresh: 7200,
      retry: 1800,
      expire: 86400,
      minimum: ttl,
    },
  }
}
