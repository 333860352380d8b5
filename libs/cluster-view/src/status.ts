import {
  KINDS,
  objectsOfKind,
  revisionText,
  type ClusterState,
  type Kind,
  type KindCoverage,
} from '#libs/cluster-model'
import { isMulticluster, type ClusterView } from '#libs/zone'

/** What a view knows of itself. JSON-able. */
export interface ClusterStatus {
  readonly cluster: string
  /** `EPOCH.NUMBER` */
  readonly revision: string
  /** Milliseconds since 1970; 0 before the first commit. */
  readonly observedAt: number
  readonly coreDns: CoreDnsStatus
  /** What is assumed because it could not be read. */
  readonly assumptions: readonly string[]
  /** The kinds that were seen or reported on, by name. */
  readonly kinds: readonly KindStatus[]
}

export interface CoreDnsStatus {
  readonly version: string
  readonly versionFrom: 'default' | 'option' | 'cluster'
  readonly corefileFrom: 'default' | 'option' | 'cluster'
  readonly configMap?: string
  readonly workload?: string
  /** The forward zones of the kubernetes plugin; the first is the cluster domain. */
  readonly zones: readonly string[]
}

export type KindStatus = { readonly kind: Kind; readonly objects: number } & KindCoverage

/** The status of a view: what it holds, how complete it is, and which DNS settings it rests on. */
export function statusOf(view: ClusterView): ClusterStatus {
  const { settings, zone, revision, observedAt } = view
  const { corefile, version, configMap, workload } = settings.origin
  const zones = zone.stanzas.flatMap((stanza) =>
    stanza.plugin.zones.filter((name) => !stanza.reverseZones.has(name) && !isMulticluster(stanza, name)),
  )
  return {
    cluster: revision.cluster,
    revision: revisionText(revision),
    observedAt,
    coreDns: {
      version: settings.version,
      versionFrom: version,
      corefileFrom: corefile,
      ...(configMap === undefined ? undefined : { configMap }),
      ...(workload === undefined ? undefined : { workload }),
      zones: [...new Set(zones)],
    },
    assumptions: settings.assumptions,
    kinds: kindsOf(view),
  }
}

function kindsOf({ state, coverage }: ClusterView): KindStatus[] {
  return (Object.keys(KINDS) as Kind[])
    .map((kind): KindStatus => ({
      kind,
      objects: countOf(state, kind),
      ...(coverage[kind] ?? { status: 'loading' }),
    }))
    .filter(({ kind, objects }) => objects > 0 || coverage[kind] !== undefined)
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
}

function countOf(state: ClusterState, kind: Kind): number {
  let count = 0
  for (const _object of objectsOfKind(state, kind)) count++
  return count
}
