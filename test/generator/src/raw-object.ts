import {
  KINDS,
  type EndpointSlice,
  type LabelSelector,
  type NetworkPolicy,
  type NetworkPolicyPeer,
  type Service,
} from '#libs/cluster-model'
import type { SyntheticObject } from './load-cluster.js'
import { fieldOwners, paddedNodeStatus } from './padding.js'
import { rawPod, rawWorkload } from './raw-pod.js'

/** An object as the Kubernetes API writes it in JSON. */
export type RawObject = Readonly<Record<string, unknown>>

export interface RawOptions {
  /** Fill in what a real object carries and Namescope does not keep, up to its real size: pods 5 to 15 kB, nodes 10 to 30 kB. */
  readonly padded?: boolean
  /** metadata.resourceVersion; absent for none. */
  readonly resourceVersion?: number
}

/** The object that the Kubernetes API would show: slimming it gives the slim object back. */
export function rawObject(object: SyntheticObject, { padded = false, resourceVersion }: RawOptions = {}): RawObject {
  const { group, versions } = KINDS[object.kind]
  return {
    apiVersion: group === '' ? versions[0] : `${group}/${versions[0]}`,
    kind: object.kind,
    metadata: {
      name: object.name,
      ...(object.namespace === '' ? {} : { namespace: object.namespace }),
      uid: object.uid,
      ...(resourceVersion === undefined ? {} : { resourceVersion: String(resourceVersion) }),
      creationTimestamp: timeText(object.createdAt),
      deletionTimestamp: timeText(object.deletedAt),
      labels: object.labels,
      annotations: object.annotations,
      ownerReferences: object.owners?.map((owner) => ({
        apiVersion: owner.kind === 'Service' ? 'v1' : 'apps/v1',
        ...owner,
        blockOwnerDeletion: true,
      })),
      ...(padded ? { managedFields: fieldOwners(object) } : {}),
    },
    ...bodyOf(object, padded),
  }
}

function bodyOf(object: SyntheticObject, padded: boolean): RawObject {
  switch (object.kind) {
    case 'Namespace':
      return { spec: { finalizers: ['kubernetes'] }, status: { phase: object.terminating ? 'Terminating' : 'Active' } }
    case 'Node':
      return {
        spec: {
          podCIDR: object.podCIDRs?.[0],
          podCIDRs: object.podCIDRs,
          ...(object.unschedulable ? { unschedulable: true } : {}),
        },
        status: {
          ...(padded ? paddedNodeStatus(object) : {}),
          addresses: object.addresses,
          conditions: [{ type: 'Ready', status: object.ready ? 'True' : 'False', reason: 'KubeletReady' }],
        },
      }
    case 'Service':
      return { spec: serviceSpec(object), status: { loadBalancer: { ingress: object.loadBalancer } } }
    case 'EndpointSlice':
      return sliceBody(object)
    case 'Pod':
      return rawPod(object, padded)
    case 'ConfigMap':
      return { data: object.data }
    case 'NetworkPolicy':
      return { spec: policySpec(object) }
    default:
      return rawWorkload(object, padded)
  }
}

function serviceSpec(service: Service): RawObject {
  const { type, clusterIPs, ipFamilies, ipFamilyPolicy, selector, externalName, externalIPs } = service
  return {
    type,
    ...(clusterIPs.length === 0 ? {} : { clusterIP: clusterIPs[0], clusterIPs }),
    ipFamilies,
    ipFamilyPolicy,
    selector,
    ports: service.ports?.map((port) => ({ targetPort: port.port, ...port })),
    externalName,
    externalIPs,
    internalTrafficPolicy: service.internalTrafficPolicy ?? 'Cluster',
    sessionAffinity: service.sessionAffinity ?? 'None',
    ...(service.publishNotReadyAddresses ? { publishNotReadyAddresses: true } : {}),
  }
}

function sliceBody({ namespace, addressType, ports, endpoints }: EndpointSlice): RawObject {
  return {
    addressType,
    ports,
    endpoints: endpoints.map(({ addresses, ready = true, serving = ready, terminating = false, ...rest }) => ({
      addresses,
      conditions: { ready, serving, terminating },
      hostname: rest.hostname,
      nodeName: rest.node,
      zone: rest.zone,
      ...(rest.target === undefined ? {} : { targetRef: { namespace, ...rest.target } }),
    })),
  }
}

function policySpec(policy: NetworkPolicy): RawObject {
  return {
    podSelector: policy.podSelector,
    policyTypes: policy.policyTypes,
    ingress: policy.ingress?.map((rule) => ({ from: rule.peers?.map(rawPeer), ports: rule.ports })),
    egress: policy.egress?.map((rule) => ({ to: rule.peers?.map(rawPeer), ports: rule.ports })),
  }
}

function rawPeer({
  podSelector,
  namespaceSelector,
  ipBlock,
}: NetworkPolicyPeer): Record<string, LabelSelector | object> {
  return {
    ...(podSelector === undefined ? {} : { podSelector }),
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(ipBlock === undefined ? {} : { ipBlock }),
  }
}

function timeText(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
