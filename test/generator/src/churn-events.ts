import {
  keyOf,
  type ObjectChange,
  type OwnerReference,
  type Pod,
  type Service,
  type SlimObject,
  type Workload,
} from '#libs/cluster-model'
import { serviceAddresses } from './addresses.js'
import type { ChurnWorld } from './churn-world.js'
import type { Edit } from './edit.js'
import { SERVICE_PORTS } from './group-objects.js'

/** Something that happens to a cluster, as the batches of changes that a watcher would see one after the other. */
export type ChurnEvent = (world: ChurnWorld) => Generator<ObjectChange[]>

const FIRST_SERVICE = 20_000
const SERVICES = 40_000

/** A Deployment gets a new image: a new ReplicaSet, and pod by pod a new one comes before an old one goes. */
export function* rollingUpdate(world: ChurnWorld): Generator<ObjectChange[]> {
  const deployment = world.pickWorkload('Deployment')
  if (deployment === undefined) return
  const old = world.podsOf(deployment)
  const hash = world.newSuffix()
  const spec = { ...deployment.template.spec, images: [`registry.example.com/${deployment.name}:${hash}`] }
  const updated: Workload = { ...deployment, template: { ...deployment.template, spec } }
  const labels = { ...deployment.template.labels, 'pod-template-hash': hash }
  const replicaSet: Workload = {
    kind: 'ReplicaSet',
    namespace: deployment.namespace,
    name: `${deployment.name}-${hash}`,
    uid: world.newUid(),
    createdAt: world.now,
    labels,
    owners: [ownerOf(deployment)],
    ...(deployment.replicas === undefined ? {} : { replicas: deployment.replicas }),
    selector: { matchLabels: labels },
    template: { labels, spec },
    observed: true,
  }
  yield world.change(put(updated), put(replicaSet))
  for (const pod of old) {
    yield* start(world, {
      ...newPod(world, pod, ownerOf(replicaSet)),
      name: `${replicaSet.name}-${world.newSuffix()}`,
      labels,
      spec,
    })
    yield* stop(world, pod)
  }
}

/** A Deployment grows or shrinks to between half and one and a half of its size. */
export function* scale(world: ChurnWorld): Generator<ObjectChange[]> {
  const deployment = world.pickWorkload('Deployment')
  if (deployment === undefined) return
  const pods = world.podsOf(deployment)
  const [model] = pods
  const target = Math.max(1, Math.round(pods.length * (0.5 + world.random.int(101) / 100)))
  if (model === undefined || target === pods.length) return
  const { replicas: _, ...rest } = deployment
  yield world.change(put(target === 1 ? rest : { ...rest, replicas: target }))
  for (let i = pods.length; i < target; i++) {
    const name = model.name.replace(/[^-]+$/, world.newSuffix())
    yield* start(world, { ...newPod(world, model), name })
  }
  for (const pod of pods.slice(target)) yield* stop(world, pod)
}

/** A pod's readiness probe fails and recovers. */
export function* readinessFlap(world: ChurnWorld): Generator<ObjectChange[]> {
  const workload = world.pickWorkload('Deployment', 'StatefulSet')
  const pods = workload === undefined ? [] : world.podsOf(workload)
  const ready = pods.filter((pod) => pod.ready)
  if (ready.length === 0) return
  const pod = world.random.pick(ready)
  yield world.change(put(withoutReadiness(pod)))
  yield world.change(put(pod))
}

/** A Service for a workload that may have one already: headless or with a cluster IP. */
export function* createService(world: ChurnWorld): Generator<ObjectChange[]> {
  const workload = world.pickWorkload('Deployment')
  if (workload?.selector?.matchLabels === undefined) return
  const headless = world.random.chance(0.2)
  const service: Service = {
    kind: 'Service',
    namespace: workload.namespace,
    name: `${workload.name.slice(0, 50)}-${world.newSuffix()}`,
    uid: world.newUid(),
    createdAt: world.now,
    labels: workload.labels ?? {},
    type: 'ClusterIP',
    clusterIPs: [headless ? 'None' : serviceAddresses(FIRST_SERVICE + world.random.int(SERVICES))[0]],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    selector: workload.selector.matchLabels,
    ports: SERVICE_PORTS,
  }
  yield world.change(put(service))
}

/** A Service goes, and its slices with it. */
export function* deleteService(world: ChurnWorld): Generator<ObjectChange[]> {
  const namespace = world.pickNamespace()
  const inNamespace = namespace === undefined ? undefined : world.state.namespaces.get(namespace)
  const services = [...(inNamespace?.services.values() ?? [])]
  if (services.length === 0) return
  const service = world.random.pick(services)
  const slices = [...(inNamespace?.slices.get(service.name)?.values() ?? [])]
  yield world.change(remove(service))
  if (slices.length > 0) yield world.change(...slices.map(remove))
}

/** A namespace gets another label: policies and Corefiles may select by it. */
export function* relabelNamespace(world: ChurnWorld): Generator<ObjectChange[]> {
  const name = world.pickNamespace()
  const namespace = name === undefined ? undefined : world.state.namespaceObjects.get(name)
  if (namespace === undefined) return
  const colour = world.random.pick(['blue', 'green'])
  yield world.change(put({ ...namespace, labels: { ...namespace.labels, colour } }))
}

/** A pod of a StatefulSet comes back under its name, with another uid and address, on another node. */
export function* recreateStatefulPod(world: ChurnWorld): Generator<ObjectChange[]> {
  const workload = world.pickWorkload('StatefulSet')
  const pods = workload === undefined ? [] : world.podsOf(workload)
  if (pods.length === 0) return
  const pod = world.random.pick(pods)
  yield* stop(world, pod)
  yield* start(world, newPod(world, pod))
}

/** A node is lost: its pods turn not ready at once, then others take their places; the node comes back. */
export function* nodeLoss(world: ChurnWorld): Generator<ObjectChange[]> {
  const node = world.pickNode()
  if (node === undefined) return
  const pods = [...world.state.namespaces.values()]
    .flatMap((inNamespace) => [...inNamespace.pods.values()])
    .filter((pod) => pod.node === node.name && pod.namespace !== 'kube-system')
  const { ready: _, ...lost } = node
  yield world.change(put(lost), ...pods.map(withoutReadiness).map(put))
  for (const pod of pods) {
    yield world.change(remove(pod))
    const stateful = pod.owners?.[0]?.kind === 'StatefulSet'
    const name = stateful ? pod.name : pod.name.replace(/[^-]+$/, world.newSuffix())
    yield* start(world, { ...newPod(world, pod), name })
  }
  yield world.change(put(node))
}

/** A pod in place of another: same spec, labels and owner, and nowhere yet. */
function newPod(world: ChurnWorld, model: Pod, owner: OwnerReference | undefined = model.owners?.[0]): Pod {
  const { namespace, name, labels, spec, podIPs } = model
  return {
    kind: 'Pod',
    namespace,
    name,
    uid: world.newUid(),
    createdAt: world.now,
    ...(labels === undefined ? {} : { labels }),
    ...(owner === undefined ? {} : { owners: [owner] }),
    spec,
    ...(podIPs === undefined ? {} : { podIPs }),
  }
}

/** A pod is created, gets a node and addresses (as many as its model had), runs, and turns ready. */
function* start(world: ChurnWorld, { podIPs, ...pending }: Pod): Generator<ObjectChange[]> {
  yield world.change(put(pending))
  const node = world.pickNode()
  const addresses = node && world.pickAddresses(node, podIPs?.length ?? 1)
  if (node === undefined || addresses === undefined) return
  const hostIPs = (node.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address)
  const running: Pod = { ...pending, node: node.name, phase: 'Running', podIPs: addresses, hostIPs }
  yield world.change(put(running))
  yield world.change(put({ ...running, ready: true }))
}

/** A pod is told to end, and ends. */
function* stop(world: ChurnWorld, pod: Pod): Generator<ObjectChange[]> {
  yield world.change(put({ ...pod, deletedAt: world.now }))
  yield world.change(remove(pod))
}

function withoutReadiness(pod: Pod): Pod {
  const { ready: _, ...rest } = pod
  return rest
}

function ownerOf({ kind, name, uid }: Workload): OwnerReference {
  return { kind, name, ...(uid === undefined ? {} : { uid }), controller: true }
}

function put(object: SlimObject): Edit {
  return { put: object }
}

function remove(object: SlimObject): Edit {
  return { remove: keyOf(object) }
}
