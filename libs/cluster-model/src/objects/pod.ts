import type { ObjectMeta, Protocol, StringMap } from './metadata.js'

/** What DNS, policies and ExternalDNS need of a pod's spec; shared by Pods and by the templates of workloads. Interned. */
export interface PodSpec {
  /** Absent means ClusterFirst, as the API server would fill in. */
  readonly dnsPolicy?: 'Default' | 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'None'
  readonly dnsConfig?: DnsConfig
  readonly hostNetwork?: true
  readonly hostname?: string
  readonly subdomain?: string
  readonly setHostnameAsFQDN?: true
  readonly ports?: readonly ContainerPort[]
  /** Absent means `default`. */
  readonly serviceAccount?: string
  /** Image names as written, containers then init containers, without repeats. */
  readonly images?: readonly string[]
  /** Host names found in env values, args and commands. The values themselves may be secret and are never kept. */
  readonly referencedHosts?: readonly string[]
  /** At least one readiness probe: the pod is not ready at once. */
  readonly readinessProbe?: true
  readonly nodeSelector?: StringMap
  /** Names of the ConfigMaps that a CoreDNS container mounts; of no other pod. */
  readonly configMaps?: readonly string[]
  /** Literal env values of a CoreDNS container that its Corefile names, digests in secret positions; of no other pod. */
  readonly environment?: StringMap
}

export interface DnsConfig {
  readonly nameservers?: readonly string[]
  readonly searches?: readonly string[]
  readonly options?: readonly { readonly name: string; readonly value?: string }[]
}

export interface ContainerPort {
  readonly name?: string
  readonly protocol: Protocol
  readonly port: number
  readonly hostPort?: number
}

export interface Pod extends ObjectMeta {
  readonly kind: 'Pod'
  readonly spec: PodSpec
  readonly node?: string
  /** Absent means Pending. */
  readonly phase?: 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  /** status.podIPs, or status.podIP where that list is absent; the first is status.podIP. */
  readonly podIPs?: readonly string[]
  readonly hostIPs?: readonly string[]
  /** The Ready condition is True. */
  readonly ready?: true
}

/** The pod template of a workload. */
export interface PodTemplate {
  readonly labels?: StringMap
  /** Only keys on the allow-list. */
  readonly annotations?: StringMap
  readonly spec: PodSpec
}
