import type { DnsSettings, KubernetesPlugin } from '#libs/corefile'
import { isAtOrUnder, nameKey, type DomainName } from '#libs/dns-model'
import { versionRules, type VersionRules } from './version-rules.js'

/** One stanza of the kubernetes plugin with what follows from it. */
export interface Stanza {
  readonly plugin: KubernetesPlugin
  readonly rules: VersionRules
  /** All zones, longest first, so that the first match is the longest. */
  readonly zones: readonly DomainName[]
  /** Those of the zones that hold addresses instead of names. */
  readonly reverseZones: ReadonlySet<DomainName>
  /** Those of the zones that hold ServiceImports instead of Services. */
  readonly multiclusterZones: ReadonlySet<DomainName>
  /** The first zone of the file that is not a reverse one: where PTR records point. */
  readonly primaryZone: DomainName
}

/** The cluster's zones: every kubernetes stanza of the settings, in the order of the server blocks. */
export interface Zone {
  readonly stanzas: readonly Stanza[]
}

const REVERSE_ROOTS: readonly DomainName[] = ['in-addr.arpa.', 'ip6.arpa.']
const stanzas = new WeakMap<KubernetesPlugin, Stanza>()

/** The zones that these settings serve. */
export function zoneOf(settings: DnsSettings): Zone {
  const plugins = settings.servers.flatMap((server) => server.plugins).filter((plugin) => plugin.name === 'kubernetes')
  return { stanzas: plugins.map((plugin) => stanzaOf(plugin, settings.version)) }
}

/** What follows from one stanza; worked out once per stanza, because every question asks for it. */
export function stanzaOf(plugin: KubernetesPlugin, version: string): Stanza {
  let stanza = stanzas.get(plugin)
  if (stanza === undefined) {
    stanza = {
      plugin,
      rules: versionRules(version),
      zones: plugin.zones.toSorted((a, b) => b.length - a.length),
      reverseZones: new Set(plugin.zones.filter(isReverseZone)),
      multiclusterZones: new Set(plugin.zones.filter((zone) => plugin.multicluster.includes(nameKey(zone)))),
      primaryZone: plugin.zones.find((zone) => !isReverseZone(zone)) ?? '.',
    }
    stanzas.set(plugin, stanza)
  }
  return stanza
}

/** True for a zone under in-addr.arpa or ip6.arpa. */
export function isReverseZone(zone: DomainName): boolean {
  return REVERSE_ROOTS.some((root) => isAtOrUnder(zone, root))
}

/** The longest zone of the stanza that the name lies in, in the stanza's letters; `undefined` when there is none. */
export function matchZone(stanza: Stanza, key: string): DomainName | undefined {
  for (const zone of stanza.zones) if (isAtOrUnder(key, zone)) return zone
  return undefined
}

/** The name with these labels below a zone, which may be the root. */
export function nameBelow(zone: DomainName, labels: string): DomainName {
  return zone === '.' ? `${labels}.` : `${labels}.${zone}`
}

/** True when this zone of the stanza holds multicluster names. */
export function isMulticluster(stanza: Stanza, zone: DomainName): boolean {
  return stanza.multiclusterZones.has(zone)
}
