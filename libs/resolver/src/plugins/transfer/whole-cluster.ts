import { isSynced, type KindCoverage } from '#libs/cluster-model'
import { neededKinds, type ClusterView } from '#libs/zone'

/**
 * Whether zones of the cluster may be transferred. CoreDNS sends half a zone while it is still reading; a secondary would hold it
 * for as long as the SOA's expiry says. The same goes for endpoints that may be others' by now.
 */
export function isWholeCluster({ coverage, settings }: ClusterView): boolean {
  const kinds = [...neededKinds(settings)]
  return isSynced(coverage, kinds) && !kinds.some((kind) => isTooOld(coverage[kind]))
}

function isTooOld(kind: KindCoverage | undefined): boolean {
  return kind?.status === 'stale' && kind.tooOld === true
}
