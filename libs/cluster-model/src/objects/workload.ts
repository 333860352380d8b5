import type { LabelSelector, ObjectMeta } from './metadata.js'
import type { PodTemplate } from './pod.js'

export type WorkloadKind =
  'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob' | 'ReplicationController'

/** A kind that makes pods. One form for all: what a kind does not have is absent. */
export interface Workload extends ObjectMeta {
  readonly kind: WorkloadKind
  /** spec.replicas; for a Job spec.parallelism. Absent means 1. */
  readonly replicas?: number
  /** spec.completions of a Job. */
  readonly completions?: number
  /** spec.suspend of a Job or CronJob. */
  readonly suspended?: true
  readonly selector?: LabelSelector
  readonly template: PodTemplate
  /** spec.serviceName of a StatefulSet. */
  readonly serviceName?: string
  /** spec.ordinals.start of a StatefulSet. Absent means 0. */
  readonly firstOrdinal?: number
  /** Some controller has written a status: its pods are observed, nothing is derived from it. */
  readonly observed?: true
}
