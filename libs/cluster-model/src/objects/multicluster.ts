import type { ObjectMeta } from './metadata.js'
import type { ServicePort } from './service.js'

/** multicluster.x-k8s.io ServiceImport. */
export interface ServiceImport extends ObjectMeta {
  readonly kind: 'ServiceImport'
  readonly type: 'ClusterSetIP' | 'Headless'
  readonly ips: readonly string[]
  readonly ports?: readonly ServicePort[]
  /** status.clusters. */
  readonly clusters?: readonly string[]
}

/** multicluster.x-k8s.io ServiceExport. */
export interface ServiceExport extends ObjectMeta {
  readonly kind: 'ServiceExport'
  /** The Conflict condition is True. */
  readonly conflict?: true
  /** The Valid condition; absent while no controller has spoken. */
  readonly valid?: boolean
}

/** externaldns.k8s.io DNSEndpoint. */
export interface DnsEndpoint extends ObjectMeta {
  readonly kind: 'DNSEndpoint'
  readonly endpoints: readonly DeclaredEndpoint[]
}

/** One endpoint as a DNSEndpoint declares it: external-dns's own JSON. */
export interface DeclaredEndpoint {
  readonly dnsName: string
  readonly recordType: string
  readonly targets: readonly string[]
  /** Seconds. */
  readonly ttl?: number
  readonly setIdentifier?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly providerSpecific?: readonly { readonly name: string; readonly value: string }[]
}
