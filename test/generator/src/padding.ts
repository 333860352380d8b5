import type { Node, Pod } from '#libs/cluster-model'
import type { SyntheticObject } from './load-cluster.js'

type Raw = Record<string, unknown>

const TIME = '2026-06-01T08:00:00Z'
const IMAGES_PER_NODE = 50
const VARIABLES = 24
const ANNOTATION_KEYS = 12

const POD_FIELDS = [
  'f:metadata.f:labels.f:app',
  'f:metadata.f:ownerReferences.k:{"uid"}',
  'f:spec.f:containers.k:{"name":"main"}.f:env',
  'f:spec.f:containers.k:{"name":"main"}.f:image',
  'f:spec.f:containers.k:{"name":"main"}.f:livenessProbe.f:httpGet.f:path',
  'f:spec.f:containers.k:{"name":"main"}.f:ports.k:{"containerPort":8080,"protocol":"TCP"}.f:name',
  'f:spec.f:containers.k:{"name":"main"}.f:readinessProbe.f:httpGet.f:port',
  'f:spec.f:containers.k:{"name":"main"}.f:resources.f:limits.f:memory',
  'f:spec.f:enableServiceLinks',
  'f:spec.f:securityContext',
  'f:spec.f:terminationGracePeriodSeconds',
]
const STATUS_FIELDS = [
  'f:status.f:conditions.k:{"type":"ContainersReady"}.f:lastTransitionTime',
  'f:status.f:conditions.k:{"type":"Initialized"}.f:lastTransitionTime',
  'f:status.f:conditions.k:{"type":"Ready"}.f:lastTransitionTime',
  'f:status.f:containerStatuses',
  'f:status.f:hostIP',
  'f:status.f:podIP',
  'f:status.f:podIPs.k:{"ip"}.f:ip',
  'f:status.f:startTime',
]

/** metadata.managedFields: who wrote the object, and which fields. */
export function fieldOwners(object: SyntheticObject): Raw[] {
  const writer = object.kind === 'EndpointSlice' || object.kind === 'Pod' ? 'kube-controller-manager' : 'kubectl'
  const owners: Raw[] = [fieldOwner(writer, object, POD_FIELDS)]
  if (object.kind === 'Pod' || object.kind === 'Node')
    owners.push({ ...fieldOwner('kubelet', object, STATUS_FIELDS), subresource: 'status' })
  return owners
}

/** The fields of a pod's spec that say nothing about DNS. */
export function paddedPodSpec(): Raw {
  return {
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    terminationGracePeriodSeconds: 30,
    tolerations: ['not-ready', 'unreachable'].map((taint) => ({
      effect: 'NoExecute',
      key: `node.kubernetes.io/${taint}`,
      operator: 'Exists',
      tolerationSeconds: 300,
    })),
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
    volumes: [
      {
        name: 'kube-api-access',
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
            { downwardAPI: { items: [{ fieldRef: { fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
          ],
        },
      },
      { configMap: { defaultMode: 420, name: 'settings' }, name: 'settings' },
    ],
  }
}

/** The fields of a container that say nothing about DNS. */
export function paddedContainer(): Raw {
  return {
    envFrom: Array.from({ length: VARIABLES }, (_, i) => ({
      configMapRef: { name: `settings-of-part-${i}` },
      prefix: `PART_${i}_`,
    })),
    imagePullPolicy: 'IfNotPresent',
    livenessProbe: { failureThreshold: 3, httpGet: { path: '/live', port: 8181, scheme: 'HTTP' }, periodSeconds: 10 },
    resources: { limits: { memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [
      { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: 'kube-api-access', readOnly: true },
      { mountPath: '/etc/settings', name: 'settings' },
    ],
  }
}

/** The fields of a pod's status that say nothing about DNS. */
export function paddedPodStatus(pod: Pod): Raw {
  const image = pod.spec.images?.[0]
  return {
    containerStatuses: [
      {
        containerID: `containerd://${pod.uid}${pod.uid}`,
        image,
        imageID: `${image}@sha256:${pod.uid}${pod.uid}`,
        lastState: { terminated: { exitCode: 0, finishedAt: TIME, reason: 'Completed', startedAt: TIME } },
        name: 'main',
        ready: pod.ready === true,
        restartCount: 1,
        started: true,
        state: { running: { startedAt: TIME } },
      },
    ],
    qosClass: 'Burstable',
    startTime: TIME,
  }
}

/** The fields of a node's status that say nothing about DNS: above all the images that it holds. */
export function paddedNodeStatus(node: Node): Raw {
  const amounts = { cpu: '8', 'ephemeral-storage': '101430960Ki', memory: '32868004Ki', pods: '110' }
  return {
    allocatable: amounts,
    capacity: amounts,
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: Array.from({ length: IMAGES_PER_NODE }, (_, i) => ({
      names: [
        `registry.example.com/library/application-${i}@sha256:${node.uid}${node.uid}`,
        `registry.example.com/library/application-${i}:1.${i}.0`,
      ],
      sizeBytes: 50_000_000 + i,
    })),
    nodeInfo: {
      architecture: 'amd64',
      bootID: node.uid,
      containerRuntimeVersion: 'containerd://2.1.4',
      kernelVersion: '6.12.30',
      kubeletVersion: 'v1.36.1',
      machineID: node.uid,
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 13',
      systemUUID: node.uid,
    },
  }
}

function fieldOwner(manager: string, object: SyntheticObject, paths: readonly string[]): Raw {
  const annotations = Array.from(
    { length: ANNOTATION_KEYS },
    (_, i) => `f:metadata.f:annotations.f:example.com/note-${i}`,
  )
  const fields = object.kind === 'Pod' || object.kind === 'Node' ? [...annotations, ...paths] : annotations
  return {
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: fieldTree(fields),
    manager,
    operation: 'Update',
    time: TIME,
  }
}

/** The nested form of `a.b.c`, as the API server writes the fields of a manager. */
function fieldTree(paths: readonly string[]): Raw {
  const root: Raw = {}
  for (const path of paths) {
    let level = root
    for (const step of path.split(/\.(?=f:|k:)/)) level = (level[step] ??= {}) as Raw
  }
  return root
}
