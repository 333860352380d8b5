import fc from 'fast-check'
import {
  NAMESPACE_NAME_LABEL,
  type ConfigMap,
  type DnsOptions,
  type Namespace,
  type NetworkPolicy,
  type Node,
  type Pod,
  type SlimObject,
  type Workload,
} from '#libs/cluster-model'
import { anyCorefile } from './odd-corefiles.js'
import {
  anyFlag,
  anyIPv4,
  anyIPv6,
  anyLabels,
  anyNamespace,
  anyPodName,
  anyTime,
  HOSTNAMES,
  SERVICES,
} from './odd-pools.js'
import { anyService, anyServiceImport, anySlice } from './odd-services.js'

/** Of CoreDNS: their rules differ. */
const VERSIONS = ['1.8.7', '1.11.3', '1.14.0', '1.15.0'] as const

const anyNamespaceObject: fc.Arbitrary<Namespace> = fc
  .record({ name: anyNamespace, createdAt: anyTime, colour: anyLabels, terminating: fc.boolean() })
  .map(({ name, createdAt, colour, terminating }) => ({
    kind: 'Namespace',
    namespace: '',
    name,
    createdAt,
    labels: { ...colour, [NAMESPACE_NAME_LABEL]: name },
    ...(terminating ? { terminating } : {}),
  }))

const anyNode: fc.Arbitrary<Node> = fc.record(
  {
    kind: fc.constant('Node' as const),
    namespace: fc.constant(''),
    name: fc.constantFrom('node-1', 'node-2'),
    labels: fc.constantFrom({ 'topology.kubernetes.io/zone': 'europe-1a' }),
    addresses: anyIPv4.map((address) => [{ type: 'InternalIP', address }]),
    ready: anyFlag,
    unschedulable: anyFlag,
  },
  { requiredKeys: ['kind', 'namespace', 'name'] },
)

/** Pods in every phase, with no, one or two addresses; some on the host's network, some on the way out. */
const anyPod: fc.Arbitrary<Pod> = fc
  .record({
    metadata: fc.record(
      { namespace: anyNamespace, name: anyPodName, createdAt: anyTime, deletedAt: anyTime },
      { requiredKeys: ['namespace', 'name', 'createdAt'] },
    ),
    labels: anyLabels,
    spec: fc.record(
      {
        dnsPolicy: fc.constantFrom('Default' as const, 'ClusterFirstWithHostNet' as const, 'None' as const),
        hostNetwork: anyFlag,
        hostname: fc.constantFrom(...HOSTNAMES),
        subdomain: fc.constantFrom(...SERVICES),
        ports: fc.constant([{ name: 'http', protocol: 'TCP' as const, port: 8080 }]),
      },
      { requiredKeys: [] },
    ),
    podIPs: fc.oneof(
      fc.constant([]),
      anyIPv4.map((address) => [address]),
      fc.tuple(anyIPv4, anyIPv6).map((addresses) => [...addresses]),
    ),
    status: fc.record(
      {
        node: fc.constantFrom('node-1', 'node-2'),
        phase: fc.constantFrom('Running' as const, 'Succeeded' as const, 'Failed' as const),
        ready: anyFlag,
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ metadata, labels, spec, podIPs, status }) => ({
    kind: 'Pod',
    ...metadata,
    ...(labels === undefined ? {} : { labels }),
    spec,
    ...(podIPs.length === 0 ? {} : { podIPs }),
    ...status,
  }))

const anyWorkload: fc.Arbitrary<Workload> = fc.record(
  {
    kind: fc.constantFrom('Deployment' as const, 'StatefulSet' as const, 'DaemonSet' as const),
    namespace: anyNamespace,
    name: fc.constantFrom('web', 'a'),
    replicas: fc.integer({ min: 0, max: 3 }),
    template: fc.constant({ labels: { colour: 'blue' }, spec: {} }),
    serviceName: fc.constantFrom(...SERVICES),
  },
  { requiredKeys: ['kind', 'namespace', 'name', 'template'] },
)

const anyNetworkPolicy: fc.Arbitrary<NetworkPolicy> = fc.record({
  kind: fc.constant('NetworkPolicy' as const),
  namespace: anyNamespace,
  name: fc.constantFrom('deny', 'allow'),
  podSelector: fc.constantFrom({}, { matchLabels: { colour: 'blue' } }),
  policyTypes: fc.constant(['Ingress' as const]),
  ingress: fc.constantFrom([], [{ peers: [{ podSelector: { matchLabels: { colour: 'green' } } }] }]),
})

const anyCoreDnsConfig: fc.Arbitrary<ConfigMap> = anyCorefile.map((Corefile) => ({
  kind: 'ConfigMap',
  namespace: 'kube-system',
  name: 'coredns',
  data: { Corefile },
}))

/** CoreDNS itself: of several versions, with and without the ConfigMap that it mounts. */
const anyCoreDns: fc.Arbitrary<Workload> = fc
  .record({ version: fc.constantFrom(...VERSIONS), mounts: fc.boolean() })
  .map(({ version, mounts }) => ({
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'coredns',
    template: {
      spec: {
        images: [`registry.k8s.io/coredns/coredns:v${version}`],
        ...(mounts ? { configMaps: ['coredns'] } : {}),
      },
    },
  }))

const anyDnsOptions: fc.Arbitrary<DnsOptions> = fc.record(
  {
    kind: fc.constant('DnsOptions' as const),
    namespace: fc.constant(''),
    name: fc.constant('options'),
    corefile: anyCorefile,
    coreDnsVersion: fc.constantFrom(...VERSIONS),
    clusterDomain: fc.constantFrom('cluster.local', 'k8s.example'),
  },
  { requiredKeys: ['kind', 'namespace', 'name'] },
)

/** One object of an odd cluster. Names come from small pools, so that a later object often replaces an earlier one. */
export const anyObject: fc.Arbitrary<SlimObject> = fc.oneof(
  { weight: 9, arbitrary: anyNamespaceObject },
  { weight: 10, arbitrary: anyService },
  { weight: 14, arbitrary: anySlice },
  { weight: 8, arbitrary: anyPod },
  { weight: 3, arbitrary: anyServiceImport },
  { weight: 1, arbitrary: anyNode },
  { weight: 1, arbitrary: anyWorkload },
  { weight: 1, arbitrary: anyNetworkPolicy },
  { weight: 1, arbitrary: anyCoreDnsConfig },
  { weight: 1, arbitrary: anyCoreDns },
  { weight: 1, arbitrary: anyDnsOptions },
)
