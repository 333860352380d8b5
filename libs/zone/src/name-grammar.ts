import { splitLabels } from '#libs/dns-model'

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

const NODE: NameMeaning = { kind: 'node' }
const TOO_MANY: NameMeaning = { kind: 'unknown', why: 'too-many-labels' }

/**
 * Reads the labels that stand left of the zone. `key` is the lower-cased name, `zone` one that it lies in.
 */
export function parseName(key: string, zone: string, options: GrammarOptions): NameMeaning {
  const labels = splitLabels(key.slice(0, key.length - zone.length))
  const count = labels.length
  if (count === 0) return NODE
  const tree = labels[count - 1] as string
  if (count === 1 && tree === 'dns-version') return { kind: 'dns-version' }
  if (count === 2 && tree === 'dns' && labels[0] === 'ns') return { kind: 'name-server' }
  if (tree !== 'svc' && tree !== 'pod') return { kind: 'unknown', why: 'not-svc-or-pod' }
  if (count === 1) return NODE
  const namespace = labels[count - 2] as string
  if (count === 2) return { kind: 'namespace', tree, namespace }
  const name = labels[count - 3] as string
  if (options.zonal && tree === 'svc' && !options.multicluster && labels[count - 4] === '_zone') {
    return zonalName(labels, namespace, name)
  }
  if (count > 5) return TOO_MANY
  // Labels left of a pod's name are ignored, as CoreDNS does.
  if (tree === 'pod') return { kind: 'pod', namespace, label: name }
  return serviceName(labels, namespace, name, options)
}

function serviceName(
  labels: readonly string[],
  namespace: string,
  service: string,
  options: GrammarOptions,
): NameMeaning {
  const [first, second] = labels
  if (labels.length === 3) return { kind: 'service', namespace, service }
  if (labels.length === 4) return { kind: 'service', namespace, service, endpoint: first as string }
  const left = first as string
  const right = second as string
  return !options.multicluster || left.startsWith('_') || right.startsWith('_')
    ? { kind: 'service', namespace, service, port: stripUnderscore(left), protocol: stripUnderscore(right) }
    : { kind: 'service', namespace, service, endpoint: left, cluster: right }
}

/** `us-west-2a.pin._zone.web.default.svc`: the zone's own name may span labels. */
function zonalName(labels: readonly string[], namespace: string, service: string): NameMeaning {
  const mode = labels[labels.length - 5]
  const zone = labels.slice(0, -5).join('.')
  if ((mode !== 'pin' && mode !== 'prefer') || zone === '') return { kind: 'unknown', why: 'zonal' }
  return { kind: 'service', namespace, service, topology: { mode, zone } }
}

function stripUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}
