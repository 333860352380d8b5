import type { ObjectMeta, Protocol } from './metadata.js'

/** discovery.k8s.io/v1 EndpointSlice. */
export interface EndpointSlice extends ObjectMeta {
  readonly kind: 'EndpointSlice'
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN'
  readonly ports?: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

export interface EndpointPort {
  readonly name?: string
  readonly protocol: Protocol
  /** Absent means all ports: such a slice answers addresses but no SRV. */
  readonly port?: number
  readonly appProtocol?: string
}

export interface Endpoint {
  /** Consumers treat them as fungible; the controller writes exactly one. */
  readonly addresses: readonly string[]
  /** conditions.ready; absent means true (discovery/v1). */
  readonly ready?: boolean
  /** conditions.serving; absent means the same as ready. */
  readonly serving?: boolean
  /** conditions.terminating; absent means false. */
  readonly terminating?: true
  readonly hostname?: string
  readonly node?: string
  readonly zone?: string
  /** targetRef: for a Pod, its name; the namespace is the slice's own. */
  readonly target?: { readonly kind: string; readonly name: string; readonly uid?: string }
  /** hints.forZones. */
  readonly zoneHints?: readonly string[]
  /** hints.forNodes. */
  readonly nodeHints?: readonly string[]
}

/** v1 Endpoints, kept because EndpointSlices are mirrored from hand-written ones. DNS never reads them itself. */
export interface Endpoints extends ObjectMeta {
  readonly kind: 'Endpoints'
  readonly subsets: readonly EndpointSubset[]
}

export interface EndpointSubset {
  readonly addresses: readonly EndpointAddress[]
  readonly notReadyAddresses: readonly EndpointAddress[]
  readonly ports: readonly EndpointPort[]
}

export interface EndpointAddress {
  readonly ip: string
  readonly hostname?: string
  readonly node?: string
  readonly target?: { readonly kind: string; readonly name: string; readonly uid?: string }
}
