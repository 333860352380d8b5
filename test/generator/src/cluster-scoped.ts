import type { Namespace, Node } from '#libs/cluster-model'
import { nodeAddress, nodeRanges } from './addresses.js'
import { identityOf } from './identity.js'
import { countNamespaces, type LoadShape } from './load-shape.js'
import { namespaceName } from './names.js'

const ZONES = ['europe-1a', 'europe-1b', 'europe-1c'] as const
const SYSTEM_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

export function nodeName(node: number): string {
  return `node-${node + 1}`
}

export function zoneOfNode(node: number): string {
  return ZONES[node % ZONES.length] as string
}

/** The control plane's namespaces, then those of the groups. */
export function* namespaces(shape: LoadShape): Generator<Namespace> {
  const names = [...SYSTEM_NAMESPACES, ...Array.from({ length: countNamespaces(shape) }, (_, i) => namespaceName(i))]
  for (const [index, name] of names.entries()) {
    const own = { 'kubernetes.io/metadata.name': name }
    yield {
      kind: 'Namespace',
      namespace: '',
      name,
      ...identityOf(shape.seed, 'Namespace', index),
      labels: SYSTEM_NAMESPACES.includes(name) ? own : { ...own, team: name.replace(/-\d+$/, '') },
    }
  }
}

export function* nodes(shape: LoadShape): Generator<Node> {
  for (let index = 0; index < shape.nodes; index++) {
    const name = nodeName(index)
    yield {
      kind: 'Node',
      namespace: '',
      name,
      ...identityOf(shape.seed, 'Node', index),
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'standard-8',
        'topology.kubernetes.io/region': 'europe-1',
        'topology.kubernetes.io/zone': zoneOfNode(index),
      },
      addresses: [
        { type: 'InternalIP', address: nodeAddress(index) },
        { type: 'Hostname', address: name },
      ],
      podCIDRs: nodeRanges(index),
      ready: true,
    }
  }
}
