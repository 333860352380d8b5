import type { LabelSelector, ObjectMeta } from './metadata.js'
import type { LoadBalancerAddress } from './service.js'

/** networking.k8s.io/v1 Ingress. */
export interface Ingress extends ObjectMeta {
  readonly kind: 'Ingress'
  readonly ingressClass?: string
  readonly defaultBackend?: IngressBackend
  readonly rules?: readonly IngressRule[]
  /** Host names under spec.tls. */
  readonly tlsHosts?: readonly string[]
  readonly loadBalancer?: readonly LoadBalancerAddress[]
}

export interface IngressRule {
  readonly host?: string
  readonly backends?: readonly IngressBackend[]
}

export interface IngressBackend {
  readonly service: string
  /** By number or name. */
  readonly port?: number | string
}

export interface IngressClass extends ObjectMeta {
  readonly kind: 'IngressClass'
  readonly controller?: string
}

/** gateway.networking.k8s.io Gateway. */
export interface Gateway extends ObjectMeta {
  readonly kind: 'Gateway'
  readonly gatewayClass: string
  readonly listeners: readonly GatewayListener[]
  /** status.addresses. */
  readonly addresses?: readonly { readonly type: string; readonly value: string }[]
}

export interface GatewayListener {
  readonly name: string
  readonly hostname?: string
  readonly port: number
  readonly protocol: string
  readonly allowedKinds?: readonly string[]
  /** allowedRoutes.namespaces.from; absent means Same. */
  readonly allowedFrom?: 'All' | 'Selector' | 'Same' | 'None'
  readonly allowedSelector?: LabelSelector
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute and UDPRoute in one form. */
export interface GatewayRoute extends ObjectMeta {
  readonly kind: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute'
  readonly hostnames?: readonly string[]
  readonly parents?: readonly RouteParent[]
  readonly backends?: readonly { readonly namespace?: string; readonly name: string; readonly port?: number }[]
  /** metadata.generation: a parent's status counts only for the generation that it saw. */
  readonly generation?: number
}

export interface RouteParent {
  readonly kind?: string
  readonly namespace?: string
  readonly name: string
  readonly section?: string
  readonly port?: number
  /** status.parents of this parent: the Accepted condition. Absent while no controller has spoken. */
  readonly accepted?: boolean
  readonly acceptedGeneration?: number
}
