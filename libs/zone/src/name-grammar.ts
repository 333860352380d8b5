import { labelStart, splitLabels } from '#libs/dns-model'

/**
 * What a name within a cluster zone means (Kubernetes DNS specification, section 2; CoreDNS plugin/kubernetes/parse.go).
 * All labels are lower case.
 */
export type NameMeaning =
  /** The apex, or one of the two inner nodes `svc` and `pod`: they exist and hold no data. */
  | { readonly kind: 'node' }
  /** `dns-version` at the apex: the schema's version as TXT. */
  | { readonly kind: 'dns-version' }
  /** `ns.dns` at the apex: the name server itself. */
  | { readonly kind: 'name-server' }
  | { readonly kind: 'namespace'; readonly tree: 'svc' | 'pod'; readonly namespace: string }
  | ServiceName
  | { readonly kind: 'pod'; readonly namespace: string; readonly label: string }
  | { readonly kind: 'unknown'; readonly why: 'not-svc-or-pod' | 'too-many-labels' | 'zonal' }

/** A Service, one of its ports, one of its endpoints, or its endpoints of a topology zone. */
export interface ServiceName {
  readonly kind: 'service'
  readonly namespace: string
  readonly service: string
  /** Without the underscore. Empty matches any port. Absent when the name asks for none. */
  readonly port?: string
  readonly protocol?: string
  readonly endpoint?: string
  /** Multicluster zones only. */
  readonly cluster?: string
  /** Zonal names only: the topology zone, and whether others may stand in for it. */
  readonly topology?: { readonly mode: 'pin' | 'prefer'; readonly zone: string }
}

/** The grammar differs a little between zones. */
export interface GrammarOptions {
  readonly multicluster: boolean
  readonly zonal: boolean
}

const NO_LABELS: readonly string[] = []
const NODE: NameMeaning = { kind: 'node' }
const DNS_VERSION: NameMeaning = { kind: 'dns-version' }
const NAME_SERVER: NameMeaning = { kind: 'name-server' }
const NO_TREE: NameMeaning = { kind: 'unknown', why: 'not-svc-or-pod' }
const TOO_MANY: NameMeaning = { kind: 'unknown', why: 'too-many-labels' }

/** The most labels left of a Service's or a pod's own. */
const MOST_LABELS_BELOW = 2

/**
 * Reads the labels that stand left of the zone, from right to left: tree, namespace, name, and what is below. `key` is the
 * lower-cased name, `zone` one that it lies in.
 */
export function parseName(key: string, zone: string, options: GrammarOptions): NameMeaning {
  if (key.length === zone.length) return NODE
  const treeEnd = key.length - (zone === '.' ? 0 : zone.length) - 1
  const treeStart = labelStart(key, treeEnd)
  const tree = key.slice(treeStart, treeEnd)
  if (tree !== 'svc' && tree !== 'pod') return apexName(key, treeStart, tree)
  if (treeStart === 0) return NODE
  const namespaceStart = labelStart(key, treeStart - 1)
  const namespace = key.slice(namespaceStart, treeStart - 1)
  if (namespaceStart === 0) return { kind: 'namespace', tree, namespace }
  const nameStart = labelStart(key, namespaceStart - 1)
  const name = key.slice(nameStart, namespaceStart - 1)
  const below = nameStart === 0 ? NO_LABELS : splitLabels(key.slice(0, nameStart))
  if (below.length > MOST_LABELS_BELOW) {
    // With fewer labels `_zone` is no more than an endpoint's name, or a protocol.
    const isZonal = options.zonal && tree === 'svc' && !options.multicluster && below.at(-1) === '_zone'
    return isZonal ? zonalName(below, namespace, name) : TOO_MANY
  }
  // Labels left of a pod's name are ignored, as CoreDNS does.
  if (tree === 'pod') return { kind: 'pod', namespace, label: name }
  return serviceName(below, namespace, name, options)
}

/** Names right below the apex that are of neither tree. */
function apexName(key: string, start: number, label: string): NameMeaning {
  if (label === 'dns-version' && start === 0) return DNS_VERSION
  return label === 'dns' && start === 'ns.'.length && key.startsWith('ns.') ? NAME_SERVER : NO_TREE
}

function serviceName(
  [left, right]: readonly string[],
  namespace: string,
  service: string,
  options: GrammarOptions,
): NameMeaning {
  if (left === undefined) return { kind: 'service', namespace, service }
  if (right === undefined) return { kind: 'service', namespace, service, endpoint: left }
  return !options.multicluster || left.startsWith('_') || right.startsWith('_')
    ? { kind: 'service', namespace, service, port: stripUnderscore(left), protocol: stripUnderscore(right) }
    : { kind: 'service', namespace, service, endpoint: left, cluster: right }
}

/** `us-west-2a.pin._zone.web.default.svc`: the zone's own name may span labels. */
function zonalName(below: readonly string[], namespace: string, service: string): NameMeaning {
  const mode = below.at(-2)
  const zone = below.slice(0, -2).join('.')
  if (mode !== 'pin' && mode !== 'prefer') return { kind: 'unknown', why: 'zonal' }
  return { kind: 'service', namespace, service, topology: { mode, zone } }
}

function stripUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}
