import type { ObjectMeta } from '../objects/metadata.js'
import type { Pod } from '../objects/pod.js'
import { findCondition } from './conditions.js'
import type { FieldReader } from './field-reader.js'
import { readPodSpec, type PodSpecOptions } from './pod-spec.js'
import { present } from './present.js'

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const

export function readPod(object: FieldReader, meta: ObjectMeta, options: PodSpecOptions): Pod {
  const { interner } = options
  const spec = object.object('spec')
  const status = object.object('status')
  const phase = status?.choice('phase', PHASES)
  return present<Pod>({
    kind: 'Pod',
    ...meta,
    spec: readPodSpec(spec, options),
    node: interner.text(spec?.text('nodeName')),
    phase: phase === 'Pending' ? undefined : phase,
    podIPs: readAddresses(status, 'podIPs', 'podIP'),
    hostIPs: interner.share(readAddresses(status, 'hostIPs', 'hostIP')),
    ready: findCondition(status, 'Ready')?.holds ? true : undefined,
  })
}

/** The list of `{ip}`, or where it is absent the one address; the kubelet writes empty ones before it knows. */
function readAddresses(status: FieldReader | undefined, list: string, single: string): readonly string[] | undefined {
  const listed: string[] = []
  for (const entry of status?.objects(list) ?? []) {
    const address = entry.address('ip')
    if (address !== undefined) listed.push(address)
  }
  if (listed.length > 0) return listed
  const address = status?.address(single)
  return address === undefined ? undefined : [address]
}
