import { isVisible, type Scope } from '#libs/cluster-model'
import { isAtOrUnder, nameKey, parseDomainName, splitLabels, type DomainName } from '#libs/dns-model'
import type { Asking } from './inquiry.js'
import {
  isMulticluster,
  isReverseZone,
  matchZone,
  parseName,
  type ClusterView,
  type NameMeaning,
  type Stanza,
} from '#libs/zone'

/** ExternalNames that lead to ExternalNames are followed no further than CoreDNS would. */
const LONGEST_CHAIN = 12

/**
 * True when the name is, or leads by ExternalNames to, a name of a namespace outside the scope. Decided by the name alone, so
 * the outcome is the same whether it exists or not.
 */
export function reachesHidden(view: ClusterView, scope: Scope, key: string): boolean {
  if (scope.all) return false
  let current: string | undefined = key
  for (let links = 0; current !== undefined && links < LONGEST_CHAIN; links++) {
    const meanings: NameMeaning[] = meaningsOf(view, current)
    const namespaces = [
      ...meanings.flatMap((meaning) => ('namespace' in meaning ? meaning.namespace : [])),
      ...externalNamespaces(view, current),
    ]
    if (namespaces.some((namespace) => !isVisible(scope, namespace))) return true
    current = aliasTarget(view, meanings)
  }
  return false
}

/**
 * Notes what a name that the question has come to would tell a limited caller. Rewrites, aliases and search paths lead from
 * harmless names to others. An address that belongs to a hidden namespace must look the same as one that nobody has.
 */
export function noteVisibility({ view, limit, key, work }: Asking): void {
  if (limit === undefined) return
  if (reachesHidden(view, limit, key)) work.reachesHidden = true
  if (view.zone.stanzas.some((stanza) => isReverse(stanza, key))) work.hidesNegatives = true
  if (externalZones(view, key).some(({ zone }) => isReverseZone(zone))) work.hidesNegatives = true
}

function isReverse(stanza: Stanza, key: string): boolean {
  const zone = matchZone(stanza, key)
  return zone !== undefined && stanza.reverseZones.has(zone)
}

/** The k8s_external zones that hold a name, with the label of their own names. */
function externalZones(view: ClusterView, key: string): { readonly zone: DomainName; readonly apex: string }[] {
  return view.settings.servers
    .flatMap((server) => server.plugins)
    .flatMap((plugin) =>
      plugin.name === 'k8s_external' ? plugin.zones.map((zone) => ({ zone, apex: plugin.apex })) : [],
    )
    .filter(({ zone }) => isAtOrUnder(key, zone))
}

/** The namespaces that a name of a k8s_external zone speaks of: its last label left of the zone, but for the zone's own names. */
function externalNamespaces(view: ClusterView, key: string): string[] {
  return externalZones(view, key)
    .filter(({ zone, apex }) => !isReverseZone(zone) && !isAtOrUnder(key, `${apex}.${zone}`))
    .flatMap(({ zone }) => splitLabels(key.slice(0, key.length - zone.length)).slice(-1))
}

function meaningsOf(view: ClusterView, key: string): NameMeaning[] {
  return view.zone.stanzas.flatMap((stanza) => {
    const zone = matchZone(stanza, key)
    if (zone === undefined || stanza.reverseZones.has(zone)) return []
    return [parseName(key, zone, { multicluster: isMulticluster(stanza, zone), zonal: stanza.plugin.zonal })]
  })
}

function aliasTarget(view: ClusterView, meanings: readonly NameMeaning[]): string | undefined {
  for (const meaning of meanings) {
    if (meaning.kind !== 'service') continue
    const service = view.state.namespaces.get(meaning.namespace)?.services.get(meaning.service)
    if (service?.type === 'ExternalName' && service.externalName !== undefined) {
      return nameKey(parseDomainName(service.externalName))
    }
  }
  return undefined
}
