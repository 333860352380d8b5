import {
  NEWEST_VERSION,
  defaultCorefile,
  parseCoreDnsVersion,
  readCorefile,
  type DnsSettings,
  type SettingsOrigin,
} from '#libs/corefile'
import {
  isCoreDnsImage,
  isWorkload,
  type ClusterState,
  type ConfigMap,
  type DnsOptions,
  type ObjectChange,
  type SlimObject,
  type Workload,
} from '#libs/cluster-model'

const DEFAULT_DOMAIN = 'cluster.local'
const COREFILE_KEY = 'Corefile'
/** Where kubeadm and most distributions keep cluster DNS. Another namespace counts when this one has no Corefile. */
const SYSTEM_NAMESPACE = 'kube-system'

/** What the settings rest on: three objects. */
interface Inputs {
  readonly options: DnsOptions | undefined
  readonly configMap: ConfigMap | undefined
  readonly workload: Workload | undefined
}

/**
 * The cluster DNS settings that a state holds: its Corefile and CoreDNS's version, with what was assumed where they can't be
 * read. A Corefile that CoreDNS would refuse leaves the default in place, and is told as an assumption.
 */
export function settingsOf(state: ClusterState): DnsSettings {
  return settingsFrom(inputsOf(state))
}

/** True for a change of an object that the settings may rest on: without one they stay the very same. */
export function touchesSettings({ before, after }: ObjectChange): boolean {
  return isInput(before) || isInput(after)
}

function isInput(object: SlimObject | undefined): boolean {
  if (object === undefined) return false
  return object.kind === 'ConfigMap' || object.kind === 'DnsOptions' || (isWorkload(object) && isCoreDns(object))
}

function inputsOf(state: ClusterState): Inputs {
  const options = state.clusterScoped.get('DnsOptions')?.get('options') as DnsOptions | undefined
  const configMap = findConfigMap(state)
  const workload = findWorkload(state, configMap?.namespace ?? SYSTEM_NAMESPACE)
  return { options, configMap, workload }
}

function findConfigMap(state: ClusterState): ConfigMap | undefined {
  const elsewhere = [...state.namespaces.keys()].filter((namespace) => namespace !== SYSTEM_NAMESPACE).toSorted()
  for (const namespace of [SYSTEM_NAMESPACE, ...elsewhere]) {
    const configMaps = state.namespaces.get(namespace)?.others.get('ConfigMap')?.values() ?? []
    const withCorefile = [...(configMaps as Iterable<ConfigMap>)].filter(({ data }) => data[COREFILE_KEY] !== undefined)
    // A name without a suffix (coredns) comes before coredns-custom.
    const [first] = withCorefile.toSorted((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    if (first !== undefined) return first
  }
  return undefined
}

function findWorkload(state: ClusterState, namespace: string): Workload | undefined {
  const others = state.namespaces.get(namespace)?.others
  for (const kind of ['Deployment', 'DaemonSet'] as const) {
    const workloads = [...((others?.get(kind)?.values() ?? []) as Iterable<Workload>)].filter(isCoreDns)
    const [first] = workloads.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    if (first !== undefined) return first
  }
  return undefined
}

function isCoreDns(workload: Workload): boolean {
  return (workload.template.spec.images ?? []).some(isCoreDnsImage)
}

function settingsFrom({ options, configMap, workload }: Inputs): DnsSettings {
  const assumptions: string[] = []
  const { version, versionFrom } = versionOf(options, workload, assumptions)
  const { text, corefileFrom } = corefileOf(options, configMap, version, assumptions)
  const origin: SettingsOrigin = {
    corefile: corefileFrom,
    version: versionFrom,
    ...(corefileFrom === 'cluster' && configMap
      ? { configMap: `${configMap.namespace}/${configMap.name}` }
      : undefined),
    ...(versionFrom === 'cluster' && workload ? { workload: `${workload.namespace}/${workload.name}` } : undefined),
  }
  const files = corefileFrom === 'option' ? (options?.files ?? {}) : (configMap?.data ?? {})
  const environment = workload?.template.spec.environment ?? {}
  const read = readCorefile(text, { version, origin, assumptions, files, environment })
  if (read.settings !== undefined) return read.settings
  const problem = read.problems.find(({ severity }) => severity === 'error')
  const where = problem && `line ${problem.place.line}: ${problem.message}`
  return defaultSettings(version, { ...origin, corefile: 'default' }, [
    ...assumptions,
    `The Corefile can't be read (${where}), so kubeadm's is assumed.`,
  ])
}

function versionOf(
  options: DnsOptions | undefined,
  workload: Workload | undefined,
  assumptions: string[],
): { version: string; versionFrom: SettingsOrigin['version'] } {
  const given = options?.coreDnsVersion
  if (given !== undefined) return { version: parseCoreDnsVersion(given) ?? given, versionFrom: 'option' }
  for (const image of workload?.template.spec.images ?? []) {
    const version = isCoreDnsImage(image) ? parseCoreDnsVersion(image) : undefined
    if (version !== undefined) return { version, versionFrom: 'cluster' }
  }
  assumptions.push(`CoreDNS's version is not known, so the newest (${NEWEST_VERSION}) is assumed.`)
  return { version: NEWEST_VERSION, versionFrom: 'default' }
}

function corefileOf(
  options: DnsOptions | undefined,
  configMap: ConfigMap | undefined,
  version: string,
  assumptions: string[],
): { text: string; corefileFrom: SettingsOrigin['corefile'] } {
  if (options?.corefile !== undefined) return { text: options.corefile, corefileFrom: 'option' }
  if (configMap !== undefined) return { text: configMap.data[COREFILE_KEY] as string, corefileFrom: 'cluster' }
  assumptions.push(`The cluster's Corefile is not known, so kubeadm's is assumed.`)
  return { text: defaultCorefile(options?.clusterDomain ?? DEFAULT_DOMAIN, version), corefileFrom: 'default' }
}

function defaultSettings(version: string, origin: SettingsOrigin, assumptions: readonly string[]): DnsSettings {
  const { settings } = readCorefile(defaultCorefile(DEFAULT_DOMAIN, version), {
    version,
    origin,
    assumptions,
    files: {},
  })
  if (settings === undefined) throw new Error("kubeadm's own Corefile must be readable")
  return settings
}
