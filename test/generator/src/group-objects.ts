import {
  SERVICE_NAME_LABEL,
  type Endpoint,
  type EndpointSlice,
  type NetworkPolicy,
  type OwnerReference,
  type Pod,
  type PodTemplate,
  type Service,
  type StringMap,
  type Workload,
} from '#libs/cluster-model'
import { nodeAddress, serviceAddresses } from './addresses.js'
import { nodeName, zoneOfNode } from './cluster-scoped.js'
import { identityOf } from './identity.js'
import type { Group, LoadShape } from './load-shape.js'
import { flat, nameSuffix, templateHash } from './names.js'
import { placement } from './placement.js'
import { hashOf } from './random.js'

/** What the EndpointSlice controller puts into one slice by default. */
export const ENDPOINTS_PER_SLICE = 100
const IPV6_SUFFIXES = 7_000_000
const NOT_READY_IN = 100

export const SERVICE_PORTS: NonNullable<Service['ports']> = [
  { name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' },
  { name: 'metrics', protocol: 'TCP', port: 9090, targetPort: 'metrics' },
]
export const TARGET_PORTS: NonNullable<EndpointSlice['ports']> = [
  { name: 'http', protocol: 'TCP', port: 8080 },
  { name: 'metrics', protocol: 'TCP', port: 9090 },
]

/** Makes the objects of one group at a time. What the pods of a group have in common they share. */
export class GroupObjects {
  readonly #seed: number
  readonly #place: ReturnType<typeof placement>
  readonly #templates = new Map<number, PodTemplate>()

  constructor(shape: LoadShape) {
    this.#seed = shape.seed
    this.#place = placement(shape)
  }

  /** The Deployment or StatefulSet. */
  workload(group: Group): Workload {
    const stateful = group.workload === 'StatefulSet'
    return {
      kind: group.workload,
      namespace: group.namespace,
      name: group.name,
      ...identityOf(this.#seed, 'Workload', group.index),
      labels: { app: group.name },
      ...(group.size === 1 ? {} : { replicas: group.size }),
      selector: { matchLabels: { app: group.name } },
      template: this.#template(group),
      ...(stateful ? { serviceName: group.name } : {}),
      observed: true,
    }
  }

  /** The ReplicaSet between a Deployment and its pods. */
  replicaSet(group: Group): Workload {
    const labels = { app: group.name, 'pod-template-hash': templateHash(group.index) }
    return {
      kind: 'ReplicaSet',
      namespace: group.namespace,
      name: `${group.name}-${templateHash(group.index)}`,
      ...identityOf(this.#seed, 'ReplicaSet', group.index),
      labels,
      owners: [this.#owner('Deployment', group.name, 'Workload', group.index)],
      ...(group.size === 1 ? {} : { replicas: group.size }),
      selector: { matchLabels: labels },
      template: { ...this.#template(group), labels },
      observed: true,
    }
  }

  *pods(group: Group): Generator<Pod> {
    const { spec } = this.#template(group)
    const hash = templateHash(group.index)
    const stateful = group.workload === 'StatefulSet'
    const labels: StringMap = stateful
      ? { app: group.name, 'controller-revision-hash': `${group.name}-${hash}` }
      : { app: group.name, 'pod-template-hash': hash }
    const owners = stateful
      ? [this.#owner('StatefulSet', group.name, 'Workload', group.index)]
      : [this.#owner('ReplicaSet', `${group.name}-${hash}`, 'ReplicaSet', group.index)]
    for (let ordinal = 0; ordinal < group.size; ordinal++) {
      const index = group.firstPod + ordinal
      const { node, addresses } = this.#place(index)
      const name = podName(group, ordinal)
      yield {
        kind: 'Pod',
        namespace: group.namespace,
        name,
        ...identityOf(this.#seed, 'Pod', index),
        labels: stateful ? { ...labels, 'statefulset.kubernetes.io/pod-name': name } : labels,
        owners,
        spec: stateful ? { ...spec, hostname: name, subdomain: group.name } : spec,
        node: nodeName(node),
        phase: 'Running',
        podIPs: group.dualStack ? addresses : [addresses[0]],
        hostIPs: [nodeAddress(node)],
        ...(this.#isReady(index) ? { ready: true } : {}),
      }
    }
  }

  /** The Service of a group that has one. */
  service(group: Group): Service {
    const addresses = serviceAddresses(group.index)
    const families = group.dualStack ? (['IPv4', 'IPv6'] as const) : (['IPv4'] as const)
    return {
      kind: 'Service',
      namespace: group.namespace,
      name: group.name,
      ...identityOf(this.#seed, 'Service', group.index),
      labels: { app: group.name },
      type: 'ClusterIP',
      clusterIPs: group.service === 'Headless' ? ['None'] : addresses.slice(0, families.length),
      ipFamilies: families,
      ipFamilyPolicy: group.dualStack ? 'PreferDualStack' : 'SingleStack',
      selector: { app: group.name },
      ports: SERVICE_PORTS,
    }
  }

  /** The slices of a group that has a Service: per family, up to 100 endpoints each. */
  *slices(group: Group): Generator<EndpointSlice> {
    const owners = [this.#owner('Service', group.name, 'Service', group.index)]
    const labels = sliceLabels(group.name, group.service === 'Headless', { app: group.name })
    for (const family of group.dualStack ? (['IPv4', 'IPv6'] as const) : (['IPv4'] as const)) {
      for (let first = 0; first < group.size; first += ENDPOINTS_PER_SLICE) {
        const index = group.firstPod + first + (family === 'IPv6' ? IPV6_SUFFIXES : 0)
        const count = Math.min(ENDPOINTS_PER_SLICE, group.size - first)
        yield {
          kind: 'EndpointSlice',
          namespace: group.namespace,
          name: `${group.name}-${nameSuffix(index)}`,
          ...identityOf(this.#seed, 'EndpointSlice', index),
          labels,
          owners,
          addressType: family,
          ports: TARGET_PORTS,
          endpoints: Array.from({ length: count }, (_, i) => this.#endpoint(group, first + i, family)),
        }
      }
    }
  }

  /** The NetworkPolicy of a group that has one: its own namespace may come in; it may reach cluster DNS and its namespace. */
  policy(group: Group): NetworkPolicy {
    return {
      kind: 'NetworkPolicy',
      namespace: group.namespace,
      name: `${group.name}-isolation`,
      ...identityOf(this.#seed, 'NetworkPolicy', group.index),
      podSelector: { matchLabels: { app: group.name } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ peers: [{ podSelector: {} }], ports: [{ port: 'http' }] }],
      egress: [
        {
          peers: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [{ protocol: 'UDP', port: 53 }, { port: 53 }],
        },
        { peers: [{ podSelector: {} }] },
      ],
    }
  }

  #endpoint(group: Group, ordinal: number, family: 'IPv4' | 'IPv6'): Endpoint {
    const index = group.firstPod + ordinal
    const { node, addresses } = this.#place(index)
    const name = podName(group, ordinal)
    return {
      addresses: [addresses[family === 'IPv4' ? 0 : 1]],
      ...(this.#isReady(index) ? {} : { ready: false }),
      ...(group.workload === 'StatefulSet' ? { hostname: name } : {}),
      node: nodeName(node),
      zone: zoneOfNode(node),
      target: { kind: 'Pod', name, uid: identityOf(this.#seed, 'Pod', index).uid },
    }
  }

  /** Made once, so that a workload and its pods share it. */
  #template(group: Group): PodTemplate {
    const known = this.#templates.get(group.index)
    const template = known ?? templateOf(group)
    if (known === undefined) this.#templates.set(group.index, template)
    return template
  }

  #isReady(pod: number): boolean {
    return hashOf(this.#seed, pod) % NOT_READY_IN !== 0
  }

  #owner(kind: string, name: string, space: 'Workload' | 'ReplicaSet' | 'Service', index: number): OwnerReference {
    return { kind, name, uid: identityOf(this.#seed, space, index).uid, controller: true }
  }
}

/** The labels that the EndpointSlice controller gives a slice: its own, and those of the Service. */
export function sliceLabels(service: string, headless: boolean, serviceLabels: StringMap): StringMap {
  return {
    ...serviceLabels,
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    [SERVICE_NAME_LABEL]: service,
    ...(headless ? { 'service.kubernetes.io/headless': '' } : {}),
  }
}

function podName(group: Group, ordinal: number): string {
  return flat(
    group.workload === 'StatefulSet'
      ? `${group.name}-${ordinal}`
      : `${group.name}-${templateHash(group.index)}-${nameSuffix(group.firstPod + ordinal)}`,
  )
}

function templateOf(group: Group): PodTemplate {
  return {
    labels: { app: group.name },
    spec: {
      ports: [
        { name: 'http', protocol: 'TCP', port: 8080 },
        { name: 'metrics', protocol: 'TCP', port: 9090 },
      ],
      serviceAccount: group.name,
      images: [`registry.example.com/${group.name}:1.${group.index % 40}.0`],
      referencedHosts: [`postgres.${group.namespace}.svc.cluster.local`],
      readinessProbe: true,
    },
  }
}
