import type { Namespace, Node } from './cluster-scoped.js'
import type { ConfigMap, DnsOptions } from './config.js'
import type { Endpoints, EndpointSlice } from './endpoint-slice.js'
import type { DnsEndpoint, ServiceExport, ServiceImport } from './multicluster.js'
import type { AdminPolicy, NetworkPolicy } from './network-policy.js'
import type { Pod } from './pod.js'
import type { Gateway, GatewayRoute, Ingress, IngressClass } from './routing.js'
import type { Service } from './service.js'
import type { Workload } from './workload.js'

/**
 * Every object that Namescope keeps, in slim form. What is not kept is missing from all earlier history, so this list and the
 * fields behind it were decided once, for everything that is planned; a change of a field raises `FIELD_SET_VERSION`.
 */
export type SlimObject =
  | Namespace
  | Node
  | Service
  | EndpointSlice
  | Endpoints
  | Pod
  | Workload
  | NetworkPolicy
  | AdminPolicy
  | Ingress
  | IngressClass
  | Gateway
  | GatewayRoute
  | ServiceImport
  | ServiceExport
  | DnsEndpoint
  | ConfigMap
  | DnsOptions

export type Kind = SlimObject['kind']

/** The slim object of one kind. */
export type ObjectOf<K extends Kind> = K extends Workload['kind']
  ? Workload
  : K extends AdminPolicy['kind']
    ? AdminPolicy
    : K extends GatewayRoute['kind']
      ? GatewayRoute
      : Extract<SlimObject, { kind: K }>

/** Written with each stored change. A question that needs a field younger than the change answers "undecidable: not recorded". */
export const FIELD_SET_VERSION = 1

interface KindFacts {
  /** API group, empty for the core group. */
  readonly group: string
  /** Versions that are read, newest first. */
  readonly versions: readonly string[]
  /** The plural resource name, in lower case. */
  readonly resource: string
  readonly namespaced: boolean
}

/** Where each kind stands in the Kubernetes API. `DnsOptions` is ours and stands nowhere. */
export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  Namespace: { group: '', versions: ['v1'], resource: 'namespaces', namespaced: false },
  Node: { group: '', versions: ['v1'], resource: 'nodes', namespaced: false },
  Service: { group: '', versions: ['v1'], resource: 'services', namespaced: true },
  EndpointSlice: { group: 'discovery.k8s.io', versions: ['v1'], resource: 'endpointslices', namespaced: true },
  Endpoints: { group: '', versions: ['v1'], resource: 'endpoints', namespaced: true },
  Pod: { group: '', versions: ['v1'], resource: 'pods', namespaced: true },
  Deployment: { group: 'apps', versions: ['v1'], resource: 'deployments', namespaced: true },
  ReplicaSet: { group: 'apps', versions: ['v1'], resource: 'replicasets', namespaced: true },
  StatefulSet: { group: 'apps', versions: ['v1'], resource: 'statefulsets', namespaced: true },
  DaemonSet: { group: 'apps', versions: ['v1'], resource: 'daemonsets', namespaced: true },
  Job: { group: 'batch', versions: ['v1'], resource: 'jobs', namespaced: true },
  CronJob: { group: 'batch', versions: ['v1'], resource: 'cronjobs', namespaced: true },
  ReplicationController: { group: '', versions: ['v1'], resource: 'replicationcontrollers', namespaced: true },
  NetworkPolicy: { group: 'networking.k8s.io', versions: ['v1'], resource: 'networkpolicies', namespaced: true },
  AdminNetworkPolicy: {
    group: 'policy.networking.k8s.io',
    versions: ['v1alpha1'],
    resource: 'adminnetworkpolicies',
    namespaced: false,
  },
  BaselineAdminNetworkPolicy: {
    group: 'policy.networking.k8s.io',
    versions: ['v1alpha1'],
    resource: 'baselineadminnetworkpolicies',
    namespaced: false,
  },
  ClusterNetworkPolicy: {
    group: 'policy.networking.k8s.io',
    versions: ['v1alpha2'],
    resource: 'clusternetworkpolicies',
    namespaced: false,
  },
  Ingress: { group: 'networking.k8s.io', versions: ['v1'], resource: 'ingresses', namespaced: true },
  IngressClass: { group: 'networking.k8s.io', versions: ['v1'], resource: 'ingressclasses', namespaced: false },
  Gateway: { group: 'gateway.networking.k8s.io', versions: ['v1', 'v1beta1'], resource: 'gateways', namespaced: true },
  HTTPRoute: {
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    resource: 'httproutes',
    namespaced: true,
  },
  GRPCRoute: { group: 'gateway.networking.k8s.io', versions: ['v1'], resource: 'grpcroutes', namespaced: true },
  TLSRoute: {
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1alpha3', 'v1alpha2'],
    resource: 'tlsroutes',
    namespaced: true,
  },
  TCPRoute: { group: 'gateway.networking.k8s.io', versions: ['v1alpha2'], resource: 'tcproutes', namespaced: true },
  UDPRoute: { group: 'gateway.networking.k8s.io', versions: ['v1alpha2'], resource: 'udproutes', namespaced: true },
  ServiceImport: {
    group: 'multicluster.x-k8s.io',
    versions: ['v1beta1', 'v1alpha1'],
    resource: 'serviceimports',
    namespaced: true,
  },
  ServiceExport: {
    group: 'multicluster.x-k8s.io',
    versions: ['v1beta1', 'v1alpha1'],
    resource: 'serviceexports',
    namespaced: true,
  },
  DNSEndpoint: { group: 'externaldns.k8s.io', versions: ['v1alpha1'], resource: 'dnsendpoints', namespaced: true },
  ConfigMap: { group: '', versions: ['v1'], resource: 'configmaps', namespaced: true },
  DnsOptions: { group: 'namescope', versions: [], resource: 'dnsoptions', namespaced: false },
}

/** True for the kinds that make pods. */
export function isWorkload(object: SlimObject): object is Workload {
  return 'template' in object
}
