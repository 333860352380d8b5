import type { ContainerPort, DnsConfig, PodSpec, PodTemplate } from '../objects/pod.js'
import { isCoreDnsImage } from '../objects/core-dns-image.js'
import { isKeptAnnotation } from './annotations.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { labelField } from './object-names.js'
import { readPortNumber, readProtocol, requiredPortNumber } from './ports.js'
import { nonEmpty, present } from './present.js'
import { referencedHosts } from './referenced-hosts.js'

const DNS_POLICIES = ['Default', 'ClusterFirst', 'ClusterFirstWithHostNet', 'None'] as const

export interface PodSpecOptions {
  readonly interner: Interner
  /** The value to keep for an env variable of a CoreDNS container; `undefined` for one that its Corefile does not name. */
  readonly keepEnvironment?: (name: string, value: string) => string | undefined
}

const keepNone = (): undefined => undefined

/** What is kept of a pod's spec, shared between all pods of a workload. An absent spec is one with all defaults. */
export function readPodSpec(
  spec: FieldReader | undefined,
  { interner, keepEnvironment = keepNone }: PodSpecOptions,
): PodSpec {
  if (spec === undefined) return interner.share({})
  const containers = spec.objects('containers')
  const initContainers = spec.objects('initContainers')
  const all = joined(containers, initContainers)
  // An init container that restarts always is a sidecar: its ports and probes count like those of a container (KEP-753).
  const running = joined(
    containers,
    initContainers.filter((one) => one.text('restartPolicy') === 'Always'),
  )
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
      ports: readContainerPorts(running),
      serviceAccount: serviceAccount === 'default' ? undefined : serviceAccount,
      images: readImages(all),
      referencedHosts: nonEmpty(referencedHosts(all)),
      readinessProbe: running.some((container) => container.object('readinessProbe') !== undefined) ? true : undefined,
      nodeSelector: spec.stringMap('nodeSelector'),
      ...readDnsServer(spec, containers, keepEnvironment),
    }),
  )
}

function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return second.length === 0 ? first : [...first, ...second]
}

/** `template` of a workload. */
export function readPodTemplate(owner: FieldReader, options: PodSpecOptions): PodTemplate {
  const { interner } = options
  const template = owner.requiredObject('template')
  const metadata = template.object('metadata')
  return present<PodTemplate>({
    labels: interner.share(metadata?.stringMap('labels')),
    annotations: interner.share(metadata?.stringMap('annotations', isKeptAnnotation)),
    spec: readPodSpec(template.object('spec'), options),
  })
}

/** What CoreDNS's own containers mount and are told: it decides how a Corefile is read. */
function readDnsServer(
  spec: FieldReader,
  containers: readonly FieldReader[],
  keepEnvironment: NonNullable<PodSpecOptions['keepEnvironment']>,
): Pick<PodSpec, 'configMaps' | 'environment'> | undefined {
  const servers = containers.filter((container) => isCoreDnsImage(container.text('image') ?? ''))
  if (servers.length === 0) return undefined
  const volumes = spec
    .objects('volumes')
    .flatMap((volume) => [volume, ...(volume.object('projected')?.objects('sources') ?? [])])
  const variables = servers
    .flatMap((container) => container.objects('env'))
    .flatMap((variable) => {
      const [name, value] = [variable.text('name'), variable.text('value')]
      const kept = name === undefined || value === undefined ? undefined : keepEnvironment(name, value)
      return kept === undefined ? [] : [[name, kept] as const]
    })
  return {
    configMaps: nonEmpty(volumes.flatMap((volume) => volume.object('configMap')?.text('name') ?? [])),
    environment: variables.length === 0 ? undefined : Object.fromEntries(variables),
  }
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

function readContainerPorts(containers: readonly FieldReader[]): readonly ContainerPort[] | undefined {
  const ports: ContainerPort[] = []
  for (const container of containers) for (const port of container.objects('ports')) ports.push(readContainerPort(port))
  return nonEmpty(ports)
}

function readImages(containers: readonly FieldReader[]): readonly string[] | undefined {
  const images: string[] = []
  for (const container of containers) {
    const image = container.text('image')
    if (image !== undefined && !images.includes(image)) images.push(image)
  }
  return nonEmpty(images)
}

function readContainerPort(port: FieldReader): ContainerPort {
  return present({
    name: labelField(port, 'name'),
    protocol: readProtocol(port),
    port: requiredPortNumber(port, 'containerPort'),
    hostPort: readPortNumber(port, 'hostPort'),
  })
}
