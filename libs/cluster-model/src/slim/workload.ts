import type { LabelSelector, ObjectMeta } from '../objects/metadata.js'
import type { Workload, WorkloadKind } from '../objects/workload.js'
import type { FieldReader } from './field-reader.js'
import { readSelector } from './label-selector.js'
import { readPodTemplate, type PodSpecOptions } from './pod-spec.js'
import { present } from './present.js'

/** Replicas are 32-bit numbers. */
const MOST_REPLICAS = 2_147_483_647

export function readWorkload(
  kind: WorkloadKind,
  object: FieldReader,
  meta: ObjectMeta,
  options: PodSpecOptions,
): Workload {
  const { interner } = options
  const spec = object.requiredObject('spec')
  // A CronJob's pods are described by the Job that it makes.
  const ofPods = kind === 'CronJob' ? spec.requiredObject('jobTemplate').requiredObject('spec') : spec
  const isJob = kind === 'Job' || kind === 'CronJob'
  const replicas = ofPods.integer(isJob ? 'parallelism' : 'replicas', 0, MOST_REPLICAS)
  return present<Workload>({
    kind,
    ...meta,
    replicas: replicas === 1 || kind === 'DaemonSet' ? undefined : replicas,
    completions: isJob ? ofPods.integer('completions', 0, MOST_REPLICAS) : undefined,
    suspended: isJob ? spec.flag('suspend') : undefined,
    selector: interner.share(readWorkloadSelector(kind, ofPods)),
    template: interner.share(readPodTemplate(ofPods, options)),
    serviceName: kind === 'StatefulSet' ? spec.text('serviceName') : undefined,
    firstOrdinal: spec.object('ordinals')?.integer('start', 0, MOST_REPLICAS) || undefined,
    observed: hasStatus(object) ? true : undefined,
  })
}

/** A ReplicationController selects by a plain map. */
function readWorkloadSelector(kind: WorkloadKind, spec: FieldReader): LabelSelector | undefined {
  if (kind !== 'ReplicationController') return readSelector(spec, 'selector')
  const matchLabels = spec.stringMap('selector')
  return matchLabels && { matchLabels }
}

/**
 * True when some controller has written a status. Generated manifests carry statuses of empty fields (`{}`, `replicas: 0`); a
 * controller that has looked at the object leaves at least its observedGeneration, a time or a condition.
 */
function hasStatus(object: FieldReader): boolean {
  const status = object.object('status')
  return status !== undefined && status.fieldNames.some((field) => !isEmptyValue(status.value(field)))
}

function isEmptyValue(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0)
}
