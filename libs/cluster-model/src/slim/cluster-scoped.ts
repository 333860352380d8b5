import { parseNetwork } from '#libs/ip-address'
import type { Namespace, Node } from '../objects/cluster-scoped.js'
import type { ObjectMeta } from '../objects/metadata.js'
import { findCondition } from './conditions.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { nonEmpty, present } from './present.js'

/** The label that the API server writes on every namespace, with its name (KEP-2161). */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name'

/** A Namespace. The name label is filled in where a manifest lacks it, as the API server would. */
export function readNamespace(object: FieldReader, meta: ObjectMeta, interner: Interner): Namespace {
  const labels = { ...meta.labels, [NAMESPACE_NAME_LABEL]: meta.name }
  const sorted = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
  return present<Namespace>({
    kind: 'Namespace',
    ...meta,
    labels: interner.share(sorted),
    terminating:
      object.object('status')?.choice('phase', ['Active', 'Terminating']) === 'Terminating' ? true : undefined,
  })
}

export function readNode(object: FieldReader, meta: ObjectMeta): Node {
  const spec = object.object('spec')
  const status = object.object('status')
  return present<Node>({
    kind: 'Node',
    ...meta,
    addresses: nonEmpty(status?.objects('addresses').map(readNodeAddress) ?? []),
    podCIDRs: readPodCidrs(spec),
    unschedulable: spec?.flag('unschedulable'),
    ready: findCondition(status, 'Ready')?.holds ? true : undefined,
  })
}

/** InternalIP and ExternalIP are addresses; Hostname and the DNS types are names. */
function readNodeAddress(entry: FieldReader): { type: string; address: string } {
  const type = entry.requiredText('type')
  const address = type.endsWith('IP') ? entry.address('address') : entry.text('address')
  return { type, address: address ?? entry.fail('address', 'is missing') }
}

function readPodCidrs(spec: FieldReader | undefined): readonly string[] | undefined {
  const single = spec?.text('podCIDR')
  const cidrs = spec?.texts('podCIDRs') ?? (single === undefined ? undefined : [single])
  cidrs?.forEach((cidr, index) => {
    if (parseNetwork(cidr) === undefined)
      spec?.fail('podCIDRs', `is ${JSON.stringify(cidr)}; a range such as 10.244.1.0/24 is expected`, {
        index,
        code: 'invalid-address',
      })
  })
  return cidrs
}
