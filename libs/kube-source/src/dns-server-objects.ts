import {
  isCoreDnsImage,
  isWorkload,
  objectsOfKind,
  type ClusterState,
  type Kind,
  type Workload,
} from '#libs/cluster-model'
import { corefileReferences, secretDigest } from '#libs/corefile'

/** The kinds that cluster DNS runs as. */
export const DNS_WORKLOADS: readonly Kind[] = ['Deployment', 'DaemonSet']

/** Where kubeadm keeps the Corefile: asked for where no workload says better. */
const USUAL: ConfigMapName = { namespace: 'kube-system', name: 'coredns' }
const COREFILE_KEY = 'Corefile'

export interface ConfigMapName {
  readonly namespace: string
  readonly name: string
}

/** The ConfigMaps that the cluster's CoreDNS mounts: the only ones that are ever asked for. */
export function dnsConfigMaps(state: ClusterState): ConfigMapName[] {
  const mounted = new Map<string, ConfigMapName>()
  for (const workload of coreDnsWorkloads(state)) {
    const { namespace } = workload
    for (const name of workload.template.spec.configMaps ?? []) mounted.set(`${namespace}/${name}`, { namespace, name })
  }
  return mounted.size === 0 ? [USUAL] : [...mounted.values()]
}

/** The variables that the Corefiles of a state name, with whether the value is a secret. */
export function dnsEnvironment(state: ClusterState): Map<string, boolean> {
  const named = new Map<string, boolean>()
  for (const { data } of objectsOfKind(state, 'ConfigMap')) {
    const text = data[COREFILE_KEY]
    if (text === undefined) continue
    const { environment } = corefileReferences(text, { files: data })
    for (const { name, isSecret } of environment) named.set(name, isSecret || named.get(name) === true)
  }
  return named
}

/** What is kept of a variable of CoreDNS's containers: the value that its Corefile names, or the digest of a secret. */
export function keptVariable(named: ReadonlyMap<string, boolean>, name: string, value: string): string | undefined {
  const isSecret = named.get(name)
  if (isSecret === undefined) return undefined
  return isSecret ? secretDigest(value) : value
}

/** True when a change of an object of this kind can change the above. */
export function decidesDnsServer(kind: Kind): boolean {
  return kind === 'ConfigMap' || DNS_WORKLOADS.includes(kind)
}

function* coreDnsWorkloads(state: ClusterState): Generator<Workload> {
  for (const kind of DNS_WORKLOADS) {
    for (const object of objectsOfKind(state, kind))
      if (isWorkload(object) && (object.template.spec.images ?? []).some(isCoreDnsImage)) yield object
  }
}
