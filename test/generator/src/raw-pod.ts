import type { Pod, PodSpec, Workload } from '#libs/cluster-model'
import { paddedContainer, paddedPodSpec, paddedPodStatus } from './padding.js'

/** `spec` and `status` of a Pod. */
export function rawPod(pod: Pod, padded: boolean): Record<string, unknown> {
  const ready = pod.ready === true
  return {
    spec: { nodeName: pod.node, ...rawPodSpec(pod.spec, padded) },
    status: {
      phase: pod.phase ?? 'Pending',
      podIP: pod.podIPs?.[0],
      podIPs: pod.podIPs?.map((ip) => ({ ip })),
      hostIP: pod.hostIPs?.[0],
      hostIPs: pod.hostIPs?.map((ip) => ({ ip })),
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: ready ? 'True' : 'False' },
        { type: 'PodScheduled', status: 'True' },
      ],
      ...(padded ? paddedPodStatus(pod) : {}),
    },
  }
}

/** `spec` and `status` of a workload. */
export function rawWorkload(workload: Workload, padded: boolean): Record<string, unknown> {
  const { selector, serviceName, template, observed, replicas = 1 } = workload
  return {
    spec: {
      replicas,
      selector,
      serviceName,
      template: {
        metadata: { labels: template.labels, annotations: template.annotations },
        spec: rawPodSpec(template.spec, padded),
      },
    },
    status: observed ? { observedGeneration: 1, replicas, readyReplicas: replicas } : {},
  }
}

function rawPodSpec(spec: PodSpec, padded: boolean): Record<string, unknown> {
  const image = spec.images?.[0]
  return {
    ...(padded ? paddedPodSpec() : {}),
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    dnsConfig: spec.dnsConfig,
    hostNetwork: spec.hostNetwork,
    hostname: spec.hostname,
    subdomain: spec.subdomain,
    setHostnameAsFQDN: spec.setHostnameAsFQDN,
    serviceAccountName: spec.serviceAccount ?? 'default',
    nodeSelector: spec.nodeSelector,
    ...(spec.configMaps === undefined ? {} : { volumes: spec.configMaps.map(configVolume) }),
    containers: [
      {
        ...(padded ? paddedContainer() : {}),
        name: 'main',
        image,
        ports: spec.ports?.map(({ port, ...rest }) => ({ containerPort: port, ...rest })),
        env: spec.referencedHosts?.map((host, index) => ({ name: `UPSTREAM_${index}`, value: `tcp://${host}:5432` })),
        ...(spec.readinessProbe ? { readinessProbe: { httpGet: { path: '/ready', port: 8181 } } } : {}),
      },
    ],
  }
}

function configVolume(name: string): Record<string, unknown> {
  return { name: `${name}-volume`, configMap: { name, items: [{ key: 'Corefile', path: 'Corefile' }] } }
}
