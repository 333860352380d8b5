import {
  SERVICE_NAME_LABEL,
  type ConfigMap,
  type ContainerPort,
  type EndpointSlice,
  type Pod,
  type PodSpec,
  type Service,
  type Workload,
} from '#libs/cluster-model'
import { nodeAddress, podAddresses } from './addresses.js'
import { identityOf } from './identity.js'
import type { LoadShape } from './load-shape.js'
import { nodeName, zoneOfNode } from './cluster-scoped.js'
import { SYSTEM_SLOT } from './placement.js'

const CLUSTER_DNS = '10.96.0.10'
const DNS_LABELS = { 'k8s-app': 'kube-dns' }
const DNS_HASH = '7f9c69d58b'
const DNS_POD_SUFFIXES = ['4xkzm', 'r9tqw']

const DNS_PORTS: readonly ContainerPort[] = [
  { name: 'dns', protocol: 'UDP', port: 53 },
  { name: 'dns-tcp', protocol: 'TCP', port: 53 },
  { name: 'metrics', protocol: 'TCP', port: 9153 },
]

const DNS_POD: PodSpec = {
  dnsPolicy: 'Default',
  ports: DNS_PORTS,
  serviceAccount: 'coredns',
  images: ['registry.k8s.io/coredns/coredns:v1.15.0'],
  readinessProbe: true,
  configMaps: ['coredns'],
}

/** CoreDNS's configuration, as kubeadm deploys it. */
export const KUBEADM_COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`

/** CoreDNS as kubeadm deploys it, with its Service, and the API server's Service. */
export function* systemObjects(shape: LoadShape): Generator<Service | EndpointSlice | ConfigMap | Workload | Pod> {
  const identity = (index: number): { uid: string; createdAt: number } => identityOf(shape.seed, 'System', index)
  const [apiServer, dns, deployment, replicaSet] = [identity(0), identity(1), identity(2), identity(3)]
  const pods = DNS_POD_SUFFIXES.map((suffix, i) => ({
    name: `coredns-${DNS_HASH}-${suffix}`,
    node: i % shape.nodes,
    addresses: podAddresses(i % shape.nodes, SYSTEM_SLOT + i),
    identity: identity(4 + i),
  }))

  yield {
    kind: 'ConfigMap',
    namespace: 'kube-system',
    name: 'coredns',
    ...identity(6),
    data: { Corefile: KUBEADM_COREFILE },
  }
  yield {
    kind: 'Service',
    namespace: 'default',
    name: 'kubernetes',
    ...apiServer,
    labels: { component: 'apiserver', provider: 'kubernetes' },
    type: 'ClusterIP',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
  }
  yield {
    kind: 'Service',
    namespace: 'kube-system',
    name: 'kube-dns',
    ...dns,
    labels: { ...DNS_LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    type: 'ClusterIP',
    clusterIPs: [CLUSTER_DNS],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    selector: DNS_LABELS,
    ports: DNS_PORTS,
  }
  yield {
    kind: 'EndpointSlice',
    namespace: 'default',
    name: 'kubernetes',
    ...identity(7),
    labels: { [SERVICE_NAME_LABEL]: 'kubernetes' },
    addressType: 'IPv4',
    ports: [{ name: 'https', protocol: 'TCP', port: 6443 }],
    endpoints: [{ addresses: ['192.168.1.10'] }],
  }
  yield {
    kind: 'EndpointSlice',
    namespace: 'kube-system',
    name: 'kube-dns-b7wvd',
    ...identity(8),
    labels: { ...DNS_LABELS, [SERVICE_NAME_LABEL]: 'kube-dns' },
    owners: [{ kind: 'Service', name: 'kube-dns', uid: dns.uid, controller: true }],
    addressType: 'IPv4',
    ports: DNS_PORTS,
    endpoints: pods.map((pod) => ({
      addresses: [pod.addresses[0]],
      node: nodeName(pod.node),
      zone: zoneOfNode(pod.node),
      target: { kind: 'Pod', name: pod.name, uid: pod.identity.uid },
    })),
  }
  yield {
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'coredns',
    ...deployment,
    labels: DNS_LABELS,
    replicas: pods.length,
    selector: { matchLabels: DNS_LABELS },
    template: { labels: DNS_LABELS, spec: DNS_POD },
    observed: true,
  }
  const labels = { ...DNS_LABELS, 'pod-template-hash': DNS_HASH }
  yield {
    kind: 'ReplicaSet',
    namespace: 'kube-system',
    name: `coredns-${DNS_HASH}`,
    ...replicaSet,
    labels,
    owners: [{ kind: 'Deployment', name: 'coredns', uid: deployment.uid, controller: true }],
    replicas: pods.length,
    selector: { matchLabels: labels },
    template: { labels, spec: DNS_POD },
    observed: true,
  }
  for (const pod of pods) {
    yield {
      kind: 'Pod',
      namespace: 'kube-system',
      name: pod.name,
      ...pod.identity,
      labels,
      owners: [{ kind: 'ReplicaSet', name: `coredns-${DNS_HASH}`, uid: replicaSet.uid, controller: true }],
      spec: DNS_POD,
      node: nodeName(pod.node),
      phase: 'Running',
      podIPs: [pod.addresses[0]],
      hostIPs: [nodeAddress(pod.node)],
      ready: true,
    }
  }
}
