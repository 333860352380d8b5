import type { Node, ObjectMeta, OwnerReference, Pod, PodTemplate, SlimObject, Workload } from '#libs/cluster-model'
import { generatedName, suffixOf } from './derived-name.js'

/** Objects that a workload comes to: the owners between it and its pods, and the pods, still without addresses. */
export interface DerivedWorkload {
  readonly owners: readonly SlimObject[]
  readonly pods: readonly Pod[]
}

/** More pods than this for one workload are a slip of the finger (SIG Scalability: 3,000 pods a namespace). */
export const MOST_PODS = 10_000

/** What the workload's controller would make (Kubernetes controllers of apps/v1 and batch/v1). */
export function deriveWorkload(workload: Workload, nodes: readonly Node[]): DerivedWorkload {
  const count = Math.min(workload.replicas ?? 1, MOST_PODS)
  switch (workload.kind) {
    case 'Deployment':
      return throughOwner(workload, 'ReplicaSet', templateHash(workload), count)
    case 'CronJob':
      return workload.suspended
        ? NOTHING
        : throughOwner(workload, 'Job', suffixOf(`${placeOf(workload)} job`, 8), count)
    case 'ReplicaSet':
    case 'ReplicationController':
      return { owners: [], pods: randomlyNamed(workload, count) }
    case 'Job':
      return workload.suspended ? NOTHING : { owners: [], pods: randomlyNamed(workload, jobCount(workload, count)) }
    case 'StatefulSet':
      return { owners: [], pods: ordinals(workload, count) }
    case 'DaemonSet':
      return { owners: [], pods: onePerNode(workload, nodes) }
  }
}

const NOTHING: DerivedWorkload = { owners: [], pods: [] }

function jobCount({ completions }: Workload, parallelism: number): number {
  return completions === undefined ? parallelism : Math.min(completions, parallelism)
}

/** Deployment -> ReplicaSet -> pods, CronJob -> Job -> pods. */
function throughOwner(workload: Workload, kind: 'ReplicaSet' | 'Job', suffix: string, count: number): DerivedWorkload {
  const labels =
    kind === 'ReplicaSet' ? { ...workload.template.labels, 'pod-template-hash': suffix } : workload.template.labels
  const owner: Workload = {
    ...metaOf(workload, generatedName(workload.name, suffix), ownedBy(workload)),
    kind,
    ...(labels && { labels }),
    replicas: count,
    ...(workload.selector && { selector: workload.selector }),
    template: { ...workload.template, ...(labels && { labels }) },
    observed: true,
  }
  return { owners: [owner], pods: randomlyNamed(owner, count) }
}

function randomlyNamed(workload: Workload, count: number): Pod[] {
  const names = new Set<string>()
  for (let i = 0; names.size < count; i++)
    names.add(generatedName(workload.name, suffixOf(`${placeOf(workload)} ${i}`)))
  return [...names].map((name) => podOf(workload, name))
}

/** Ordinal names; the pod's hostname is its name and its subdomain the StatefulSet's Service (apps/v1 StatefulSet). */
function ordinals(workload: Workload, count: number): Pod[] {
  const first = workload.firstOrdinal ?? 0
  return Array.from({ length: count }, (_, i) => {
    const name = `${workload.name}-${first + i}`
    const pod = podOf(workload, name)
    const labels = {
      ...pod.labels,
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': `${first + i}`,
    }
    const subdomain = workload.serviceName ?? pod.spec.subdomain
    return { ...pod, labels, spec: { ...pod.spec, hostname: name, ...(subdomain && { subdomain }) } }
  })
}

/** One on every node that the template's nodeSelector lets it run on; a manifest without nodes is taken for one node. */
function onePerNode(workload: Workload, nodes: readonly Node[]): Pod[] {
  const wanted = Object.entries(workload.template.spec.nodeSelector ?? {})
  const fitting = nodes.filter(({ labels }) => wanted.every(([key, value]) => labels?.[key] === value))
  if (nodes.length === 0) return [podOf(workload, generatedName(workload.name, suffixOf(placeOf(workload))))]
  return fitting.map((node) => ({
    ...podOf(workload, generatedName(workload.name, suffixOf(`${placeOf(workload)} ${node.name}`))),
    node: node.name,
  }))
}

function podOf(workload: Workload, name: string): Pod {
  const { labels, annotations, spec }: PodTemplate = workload.template
  return {
    ...metaOf(workload, name, ownedBy(workload)),
    kind: 'Pod',
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    spec,
  }
}

function metaOf({ namespace, createdAt }: Workload, name: string, owner: OwnerReference): ObjectMeta {
  return { namespace, name, ...(createdAt === undefined ? undefined : { createdAt }), owners: [owner], derived: true }
}

function ownedBy({ kind, name, uid }: Workload): OwnerReference {
  return { kind, name, ...(uid === undefined ? undefined : { uid }), controller: true }
}

/** Kubernetes hashes the template, so that an edit of it makes a new ReplicaSet; so do we. */
function templateHash(workload: Workload): string {
  return suffixOf(JSON.stringify(workload.template), 10)
}

function placeOf({ kind, namespace, name }: Workload): string {
  return `${kind} ${namespace}/${name}`
}
