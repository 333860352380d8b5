import type { KubernetesPlugin, MetadataPlugin, ServerBlock } from '#libs/corefile'
import { addressKey, keyText } from '#libs/ip-address'
import { isAtOrUnderAny } from '#libs/dns-model'
import type { Pod } from '#libs/cluster-model'
import { isMulticluster, matchZone, parseName, stanzaOf, type NameMeaning, type Stanza } from '#libs/zone'
import { knownClientAddress } from './asker.js'
import type { Asking, Metadata } from './inquiry.js'
import { UnknownFact } from './unknown-fact.js'

const POD_LABEL = 'client-label/'
/** Names that CoreDNS's parser of requests does not take. */
const NO_REQUEST: ReadonlySet<NameMeaning['kind']> = new Set(['unknown', 'dns-version', 'name-server'])

/**
 * The labels that the plugins of a block give about a question as it came in (CoreDNS plugin/metadata). Nothing is worked out
 * before a label is asked for. `undefined` when the block collects none for the name.
 */
export function metadataOf(
  { server, metadata }: { readonly server: ServerBlock; readonly metadata?: MetadataPlugin },
  asking: Asking,
): Metadata | undefined {
  if (metadata === undefined || !isAtOrUnderAny(asking.key, metadata.zones)) return undefined
  return (label) => {
    const [provider] = label.split('/', 1)
    const plugin = server.plugins.find(({ name }) => name === provider)
    if (plugin?.name === 'view') return label === 'view/name' ? plugin.view : undefined
    if (plugin?.name === 'kubernetes') return kubernetesLabel(plugin, asking, label.slice('kubernetes/'.length))
    const stranger = server.plugins.find((other) => other.name === 'other' && other.plugin === provider)
    if (stranger !== undefined) throw new UnknownFact(`metadata ${label}`)
    return undefined
  }
}

function kubernetesLabel(plugin: KubernetesPlugin, asking: Asking, label: string): string | undefined {
  const stanza = stanzaOf(plugin, asking.view.settings.version)
  if (label.startsWith('client-')) return clientLabel(stanza, asking, label)
  const zone = matchZone(stanza, asking.key)
  if (zone === undefined) return undefined
  const multicluster = isMulticluster(stanza, zone)
  const meaning = parseName(asking.key, zone, { multicluster, zonal: plugin.zonal })
  if (NO_REQUEST.has(meaning.kind)) return label === 'parse-error' ? 'invalid query name' : undefined
  return partsOf(meaning, multicluster, plugin.zonal)[label]
}

/** What the labels of a name say; a part that the name does not have is empty. */
function partsOf(meaning: NameMeaning, multicluster: boolean, zonal: boolean): Record<string, string | undefined> {
  const service = meaning.kind === 'service' ? meaning : undefined
  return {
    'port-name': service?.port ?? '',
    protocol: service?.protocol ?? '',
    endpoint: service?.endpoint ?? '',
    service: meaning.kind === 'pod' ? meaning.label : (service?.service ?? ''),
    namespace: 'namespace' in meaning ? meaning.namespace : '',
    kind: kindOf(meaning),
    ...(multicluster && { cluster: service?.cluster ?? '' }),
    ...(zonal && { zone: service?.topology?.zone ?? '' }),
  }
}

function kindOf(meaning: NameMeaning): string {
  if (meaning.kind === 'namespace') return meaning.tree
  if (meaning.kind === 'pod') return 'pod'
  return meaning.kind === 'service' ? 'svc' : ''
}

/** Pods are known with `pods verified` only, and by address, so that one of several on the host's network is taken. */
function clientLabel(stanza: Stanza, asking: Asking, label: string): string | undefined {
  if (stanza.plugin.pods !== 'verified') return undefined
  const pod = askingPod(stanza, asking)
  if (pod === undefined) return undefined
  if (label === 'client-namespace') return pod.namespace
  if (label === 'client-pod-name') return pod.name
  return label.startsWith(POD_LABEL) ? pod.labels?.[label.slice(POD_LABEL.length)] : undefined
}

function askingPod(stanza: Stanza, asking: Asking): Pod | undefined {
  const { client } = asking.vantage
  const { state } = asking.view
  if (client.kind === 'pod') return state.namespaces.get(client.namespace)?.pods.get(client.name)
  const key = addressKey(knownClientAddress(asking))
  const [user] = key === undefined ? [] : (state.addresses.get(key)?.pods ?? [])
  const pod = user && state.namespaces.get(user.namespace)?.pods.get(user.name)
  if (pod === undefined || key === undefined || stanza.rules.everyPodAddress) return pod
  return pod.podIPs?.[0] === keyText(key) ? pod : undefined
}
