import type { ClusterState, NetworkPolicy, Pod, StringMap } from '#libs/cluster-model'
import { selects } from './label-selection.js'

export type Direction = 'Ingress' | 'Egress'

/** The label that every namespace has, whether its manifest shows it or not (Kubernetes 1.22 and later). */
const NAME_LABEL = 'kubernetes.io/metadata.name'

/** The directions that a policy isolates: as written, else Ingress always and Egress when there is an egress rule. */
export function directionsOf({ policyTypes, egress }: NetworkPolicy): readonly Direction[] {
  return policyTypes ?? ((egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'])
}

/** True when policies are about this pod: host-network pods are left alone by the common plugins, completed ones have no traffic. */
export function isPoliced(pod: Pod): boolean {
  return pod.spec.hostNetwork === undefined && isAlive(pod)
}

/** True for a pod that can send or receive: it has an address and has not ended. */
export function isAlive(pod: Pod): boolean {
  return (pod.podIPs ?? []).length > 0 && pod.phase !== 'Succeeded' && pod.phase !== 'Failed'
}

/** The policies of the pod's namespace that isolate it in a direction, by name. */
export function isolatingPolicies(state: ClusterState, pod: Pod, direction: Direction): readonly NetworkPolicy[] {
  if (!isPoliced(pod)) return []
  return policiesOf(state, pod.namespace).filter(
    (policy) => directionsOf(policy).includes(direction) && selects(policy.podSelector, pod.labels),
  )
}

/** The policies of a namespace, by name. */
export function policiesOf(state: ClusterState, namespace: string): readonly NetworkPolicy[] {
  const policies = state.namespaces.get(namespace)?.others.get('NetworkPolicy')?.values() ?? []
  return [...(policies as Iterable<NetworkPolicy>)].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** A namespace's labels with the one that it always has. */
export function namespaceLabels(state: ClusterState, namespace: string): StringMap {
  return { ...state.namespaceObjects.get(namespace)?.labels, [NAME_LABEL]: namespace }
}
