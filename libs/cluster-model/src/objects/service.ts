import type { ObjectMeta, PortReference, Protocol, StringMap } from './metadata.js'

export interface Service extends ObjectMeta {
  readonly kind: 'Service'
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  /** spec.clusterIPs, or spec.clusterIP where that list is absent. `['None']` for a headless Service, empty while none is given. */
  readonly clusterIPs: readonly string[]
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[]
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
  readonly selector?: StringMap
  readonly ports?: readonly ServicePort[]
  readonly externalName?: string
  readonly externalIPs?: readonly string[]
  readonly publishNotReadyAddresses?: true
  readonly externalTrafficPolicy?: 'Cluster' | 'Local'
  readonly internalTrafficPolicy?: 'Cluster' | 'Local'
  readonly trafficDistribution?: string
  readonly sessionAffinity?: 'ClientIP'
  readonly loadBalancerClass?: string
  /** spec.loadBalancerIP, still honoured by ExternalDNS. */
  readonly loadBalancerIP?: string
  /** status.loadBalancer.ingress. */
  readonly loadBalancer?: readonly LoadBalancerAddress[]
}

export interface ServicePort {
  /** Absent for the one unnamed port. */
  readonly name?: string
  readonly protocol: Protocol
  /** 1 to 65535. */
  readonly port: number
  readonly targetPort?: PortReference
  readonly nodePort?: number
  readonly appProtocol?: string
}

/** Exactly one of the two is given by most controllers; some give both. */
export interface LoadBalancerAddress {
  readonly ip?: string
  readonly hostname?: string
  readonly ipMode?: 'VIP' | 'Proxy'
}
