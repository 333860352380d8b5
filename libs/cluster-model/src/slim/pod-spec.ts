import type { ContainerPort, DnsConfig, PodSpec, PodTemplate } from '../objects/pod.js'
import { isKeptAnnotation } from './annotations.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { labelField } from './object-names.js'
import { readPortNumber, readProtocol, requiredPortNumber } from './ports.js'
import { nonEmpty, present } from './present.js'
import { referencedHosts } from './referenced-hosts.js'

const DNS_POLICIES = ['Default', 'ClusterFirst', 'ClusterFirstWithHostNet', 'None'] as const

/** What is kept of a pod's spec, shared between all pods of a workload. An absent spec is one with all defaults. */
export function readPodSpec(spec: FieldReader | undefined, interner: Interner): PodSpec {
  if (spec === undefined) return interner.share({})
  const containers = spec.objects('containers')
  const initContainers = spec.objects('initContainers')
  // An init container that restarts always is a sidecar: its ports and probes count like those of a container (KEP-753).
  const running = [...containers, ...initContainers.filter((one) => one.text('restartPolicy') === 'Always')]
  const all = [...containers, ...initContainers]
  const dnsPolicy = spec.choice('dnsPolicy', DNS_POLICIES)
  const serviceAccount = spec.text('serviceAccountName') ?? spec.text('serviceAccount')
  return interner.share(
    present<PodSpec>({
      dnsPolicy: dnsPolicy === 'ClusterFirst' ? undefined : dnsPolicy,
      dnsConfig: readDnsConfig(spec),
      hostNetwork: spec.flag('hostNetwork'),
      hostname: labelField(spec, 'hostname'),
      subdomain: labelField(spec, 'subdomain'),
      setHostnameAsFQDN: spec.flag('setHostnameAsFQDN'),
      ports: nonEmpty(running.flatMap((container) => container.objects('ports').map(readContainerPort))),
      serviceAccount: serviceAccount === 'default' ? undefined : serviceAccount,
      images: nonEmpty([...new Set(all.flatMap((container) => container.text('image') ?? []))]),
      referencedHosts: nonEmpty(referencedHosts(all)),
      readinessProbe: running.some((container) => container.object('readinessProbe') !== undefined) ? true : undefined,
      nodeSelector: spec.stringMap('nodeSelector'),
    }),
  )
}

/** `template` of a workload. */
export function readPodTemplate(owner: FieldReader, interner: Interner): PodTemplate {
  const template = owner.requiredObject('template')
  const metadata = template.object('metadata')
  return present<PodTemplate>({
    labels: interner.share(metadata?.stringMap('labels')),
    annotations: interner.share(metadata?.stringMap('annotations', isKeptAnnotation)),
    spec: readPodSpec(template.object('spec'), interner),
  })
}

function readDnsConfig(spec: FieldReader): DnsConfig | undefined {
  const config = spec.object('dnsConfig')
  if (config === undefined) return undefined
  return present({
    nameservers: config.addresses('nameservers'),
    searches: config.texts('searches'),
    options: nonEmpty(
      config
        .objects('options')
        .map((option) => present({ name: option.requiredText('name'), value: option.text('value') })),
    ),
  })
}

function readContainerPort(port: FieldReader): ContainerPort {
  return present({
    name: labelField(port, 'name'),
    protocol: readProtocol(port),
    port: requiredPortNumber(port, 'containerPort'),
    hostPort: readPortNumber(port, 'hostPort'),
  })
}
