import type { DomainName } from '#libs/dns-model'
import type {
  AclPlugin,
  AnyPlugin,
  AutopathPlugin,
  BindPlugin,
  BufsizePlugin,
  ChaosPlugin,
  Dns64Plugin,
  FilePlugin,
  HeaderPlugin,
  HostsPlugin,
  KubernetesExternalPlugin,
  LoadbalancePlugin,
  LocalPlugin,
  MetadataPlugin,
  MinimalPlugin,
  NsidPlugin,
  TemplatePlugin,
  TransferPlugin,
  ViewPlugin,
  WhoamiPlugin,
} from './plugin-settings.js'
import type { RewritePlugin } from './rewrite-settings.js'

/** Where something stands in a Corefile. Lines and columns count from 1. */
export interface CorefilePlace {
  /** `Corefile`, or the imported file's name. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A Corefile, read: what decides the answers of one CoreDNS. JSON-able. */
export interface DnsSettings {
  /** CoreDNS's version, as `1.15.0`. */
  readonly version: string
  /** In the file's order. */
  readonly servers: readonly ServerBlock[]
  /** What was assumed because it could not be read: a default Corefile, the newest version. Told with every answer. */
  readonly assumptions: readonly string[]
  readonly origin: SettingsOrigin
}

/** Where the settings came from, for `status` and for the answers' notes. */
export interface SettingsOrigin {
  readonly corefile: 'default' | 'option' | 'cluster'
  readonly version: 'default' | 'option' | 'cluster'
  /** The ConfigMap and workload behind `cluster`: `kube-system/coredns`. */
  readonly configMap?: string
  readonly workload?: string
}

/** One server block: its zones and what it does with their questions. A block with several keys has several listeners. */
export interface ServerBlock {
  readonly listeners: readonly Listener[]
  /**
   * In CoreDNS's compiled order for the version (not the file's), each plugin's stanzas in the file's order. Only `forward`
   * and `other` can stand more than once: the stanzas of every other plugin act as one in CoreDNS and are one here.
   */
  readonly plugins: readonly Plugin[]
  readonly place: CorefilePlace
}

export interface Listener {
  /** Absolute, lower case. */
  readonly zone: DomainName
  readonly transport: 'dns' | 'tls' | 'https' | 'https3' | 'quic' | 'grpc'
  /** 1 to 65535; the transport's default where the key names none (53 for dns). */
  readonly port: number
}

/** One plugin. Those that can change an answer have a typed form; all others are `other`. */
export type Plugin =
  | AclPlugin
  | AnyPlugin
  | AutopathPlugin
  | BindPlugin
  | BufsizePlugin
  | CachePlugin
  | ChaosPlugin
  | Dns64Plugin
  | FilePlugin
  | ForwardPlugin
  | HeaderPlugin
  | HostsPlugin
  | KubernetesExternalPlugin
  | KubernetesPlugin
  | LoadbalancePlugin
  | LocalPlugin
  | MetadataPlugin
  | MinimalPlugin
  | NsidPlugin
  | RewritePlugin
  | TemplatePlugin
  | TransferPlugin
  | ViewPlugin
  | WhoamiPlugin
  | OtherPlugin

/** Every plugin knows where its (first) stanza stands. */
export interface PluginBase {
  readonly place: CorefilePlace
}

/** The kubernetes plugin (reference: CoreDNS plugin/kubernetes). */
export interface KubernetesPlugin extends PluginBase {
  readonly name: 'kubernetes'
  /** Absolute, lower case; at least one forward zone. CIDRs are split into reverse zones already. */
  readonly zones: readonly DomainName[]
  /** Only these exist; empty means all. */
  readonly namespaces: readonly string[]
  readonly namespaceLabels?: Selector
  readonly labels?: Selector
  readonly pods: 'disabled' | 'insecure' | 'verified'
  readonly endpointPodNames: boolean
  /** Seconds, 0 to 3600. */
  readonly ttl: number
  readonly noEndpoints: boolean
  readonly ignoreEmptyService: boolean
  /** Zones whose NXDOMAIN goes to the next plugin; `['.']` for all, empty for none. */
  readonly fallthrough: readonly DomainName[]
  /** A subset of `zones`. */
  readonly multicluster: readonly DomainName[]
  readonly zonal: boolean
  /** Seconds. */
  readonly startupTimeout: number
}

/** A label selector in the text form of kubectl, parsed. All requirements must hold. */
export interface Selector {
  readonly requirements: readonly SelectorRequirement[]
  /** Canonical text: requirements sorted by key, values sorted. */
  readonly text: string
}

export interface SelectorRequirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'GreaterThan' | 'LessThan'
  readonly values: readonly string[]
}

export interface ForwardPlugin extends PluginBase {
  readonly name: 'forward'
  readonly from: DomainName
  /** As written: addresses with optional scheme and port, or the path of a resolv.conf. */
  readonly to: readonly string[]
  readonly except: readonly DomainName[]
  /** 0 means no limit. Beyond it: REFUSED. */
  readonly maxConcurrent: number
  readonly policy: 'random' | 'round_robin' | 'sequential'
  readonly forceTcp: boolean
  readonly preferUdp: boolean
  /**
   * Response codes of an upstream, in upper case, that go on to the next plugin; `NODATA` stands for `next_on_nodata`
   * (NOERROR without an answer).
   */
  readonly next: readonly string[]
  readonly failover: readonly string[]
  /** Seconds. */
  readonly expire: number
  readonly maxFails: number
  readonly tlsServerName?: string
  /** Seconds. */
  readonly healthCheckInterval: number
  /** The name that health checks ask for; the root unless set. */
  readonly healthCheckDomain?: DomainName
  /** Health checks go out without the RD bit. */
  readonly healthCheckWithoutRecursion?: true
  /** Attempts for one question; 0 means no limit. Absent: twice the number of upstreams. */
  readonly maxConnectAttempts?: number
  /** With no upstream healthy: SERVFAIL at once. Otherwise one of them is asked all the same. */
  readonly failsFast?: true
  /** Seconds that an upstream has for its reply; 2 unless set. */
  readonly readTimeout?: number
  /** The address of ours that questions leave from. */
  readonly sourceAddress?: string
}

export interface CachePlugin extends PluginBase {
  readonly name: 'cache'
  /** Zones that are cached; the server block's own when none were named. */
  readonly zones: readonly DomainName[]
  /** Seconds; the cap of positive answers, and the floor. */
  readonly success: CacheBounds
  readonly denial: CacheBounds
  /** Seconds a SERVFAIL is kept, at most 300. */
  readonly servfail: number
  readonly prefetch?: {
    readonly amount: number
    /** Seconds. */ readonly duration: number
    readonly percentage: number
  }
  readonly serveStale?: {
    /** Seconds. */
    readonly duration: number
    readonly refresh: 'immediate' | 'verify'
    /** Seconds that `verify` waits before it serves what is stale. Absent: until the upstream has answered or failed. */
    readonly verifyTimeout?: number
    /** The TTL of stale answers in seconds; 0 unless set. */
    readonly responseTtl?: number
    /** Seconds after a failed refresh in which there is no other; 0 unless set. */
    readonly failureRecheck?: number
  }
  readonly disableSuccess: readonly DomainName[]
  readonly disableDenial: readonly DomainName[]
  readonly keepTtl: boolean
}

export interface CacheBounds {
  readonly capacity: number
  /** Seconds. */
  readonly maxTtl: number
  /** Seconds. */
  readonly minTtl: number
}

/**
 * A plugin without a typed form. Recognised ones do not change answers; unrecognised ones are named in the answer's notes:
 * those of custom builds, and CoreDNS's own that answer from outside data or rewrite answers in a way that is not modelled.
 */
export interface OtherPlugin extends PluginBase {
  readonly name: 'other'
  /** The plugin's own name, as in the Corefile. */
  readonly plugin: string
  readonly recognised: boolean
  /** Those on the stanza's first line; what stands in its block (there are secrets among it) is not kept. */
  readonly arguments: readonly string[]
}
