import type { ObjectMeta } from './metadata.js'

/**
 * A ConfigMap that the CoreDNS workload mounts; no other ConfigMap is ever kept. Values in secret positions of a Corefile
 * are digests already.
 */
export interface ConfigMap extends ObjectMeta {
  readonly kind: 'ConfigMap'
  readonly data: Readonly<Record<string, string>>
}

/**
 * Cluster DNS settings given by option instead of read from the cluster (`NAMESCOPE_COREFILE`, `NAMESCOPE_COREDNS_VERSION`,
 * `NAMESCOPE_CLUSTER_DOMAIN`). A synthetic, cluster-scoped object named `options`: changing an option is a change of state
 * like any other, with a commit and a place in the history. Each field overrides what would be found in the cluster.
 */
export interface DnsOptions extends ObjectMeta {
  readonly kind: 'DnsOptions'
  readonly corefile?: string
  /** Files beside the Corefile that it imports or names (hosts, zone files), by path relative to it. */
  readonly files?: Readonly<Record<string, string>>
  readonly coreDnsVersion?: string
  readonly clusterDomain?: string
}
