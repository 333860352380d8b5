import type { ObjectMeta } from '../objects/metadata.js'
import type { Pod } from '../objects/pod.js'
import { findCondition } from './conditions.js'
import type { FieldReader } from './field-reader.js'
import { readPodSpec, type PodSpecOptions } from './pod-spec.js'
import type { Unfinished } from './present.js'

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const

/** Written out field by field, as there are more pods than anything else. */
export function readPod(object: FieldReader, meta: ObjectMeta, options: PodSpecOptions): Pod {
  const { interner } = options
  const spec = object.object('spec')
  const status = object.object('status')
  const phase = status?.choice('phase', PHASES)
  const pod: Unfinished<Pod> = { kind: 'Pod', ...meta, spec: readPodSpec(spec, options) }
  const node = interner.text(spec?.text('nodeName'))
  if (node !== undefined) pod.node = node
  if (phase !== undefined && phase !== 'Pending') pod.phase = phase
  const podIPs = readAddresses(status, 'podIPs', 'podIP')
  if (podIPs !== undefined) pod.podIPs = podIPs
  const hostIPs = interner.share(readAddresses(status, 'hostIPs', 'hostIP'))
  if (hostIPs !== undefined) pod.hostIPs = hostIPs
  if (findCondition(status, 'Ready')?.holds) pod.ready = true
  return pod
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
