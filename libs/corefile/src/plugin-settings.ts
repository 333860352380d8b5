import type { DomainName, RecordType, ResourceRecord } from '#libs/dns-model'
import type { CorefilePlace, PluginBase } from './settings.js'

/** Who may ask what. The first rule's policies that match decide; no match allows. */
export interface AclPlugin extends PluginBase {
  readonly name: 'acl'
  readonly rules: readonly AclRule[]
}

export interface AclRule {
  /** A question is judged by the rule when its name lies in one of these. */
  readonly zones: readonly DomainName[]
  /** In the file's order; the first that matches decides. */
  readonly policies: readonly AclPolicy[]
}

export interface AclPolicy {
  /** `block`: REFUSED; `filter`: NODATA; `drop`: no reply. */
  readonly action: 'allow' | 'block' | 'filter' | 'drop'
  /** Empty means every type. */
  readonly types: readonly RecordType[]
  /** Client addresses in CIDR form; empty means every address. */
  readonly networks: readonly string[]
}

/** Answers ANY with HINFO (RFC 8482). */
export interface AnyPlugin extends PluginBase {
  readonly name: 'any'
}

/** Walks the search path on the server's side. */
export interface AutopathPlugin extends PluginBase {
  readonly name: 'autopath'
  readonly zones: readonly DomainName[]
  /** The plugin that knows the search path, as `kubernetes`; absent when a resolv.conf gives it. */
  readonly plugin?: string
  /** The search path of a resolv.conf; absent with `plugin`, or when that file could not be read. */
  readonly search?: readonly DomainName[]
}

/** The addresses that the block listens on. */
export interface BindPlugin extends PluginBase {
  readonly name: 'bind'
  /** Addresses and interface names, as written. */
  readonly addresses: readonly string[]
  readonly except: readonly string[]
}

/** Caps the EDNS buffer size. */
export interface BufsizePlugin extends PluginBase {
  readonly name: 'bufsize'
  /** Octets, 512 to 4096. */
  readonly size: number
}

/** Answers version.bind and the like in class CH. */
export interface ChaosPlugin extends PluginBase {
  readonly name: 'chaos'
  /** At most 255 characters. */
  readonly version: string
  /** Absent: CoreDNS's own list of maintainers. */
  readonly authors?: readonly string[]
}

/** Makes AAAA records of A records (RFC 6147). */
export interface Dns64Plugin extends PluginBase {
  readonly name: 'dns64'
  /** Canonical CIDR of length 32, 40, 48, 56, 64 or 96. */
  readonly prefix: string
  readonly translateAll: boolean
  /** Whether clients that ask over IPv4 are served too. */
  readonly allowIpv4: boolean
}

/** Zone files, by `file` and by `auto`; the longest matching zone answers. */
export interface FilePlugin extends PluginBase {
  readonly name: 'file' | 'auto'
  readonly zones: readonly FileZone[]
  readonly fallthrough: readonly DomainName[]
}

export interface FileZone {
  /** Absolute, lower case. */
  readonly origin: DomainName
  /** The path as written in the Corefile. */
  readonly file: string
  /** In the file's order, owners in lower case (SRV owners as written); absent when the file was not given, so nobody knows. */
  readonly records?: readonly ResourceRecord[]
}

/** Sets and clears header bits. */
export interface HeaderPlugin extends PluginBase {
  readonly name: 'header'
  readonly query: readonly HeaderRule[]
  readonly response: readonly HeaderRule[]
}

export interface HeaderRule {
  readonly flag: 'aa' | 'ra' | 'rd'
  readonly value: boolean
}

/** A hosts file and entries written in the Corefile. */
export interface HostsPlugin extends PluginBase {
  readonly name: 'hosts'
  readonly zones: readonly DomainName[]
  /** Those of the file, then those of the Corefile; only names inside `zones`. */
  readonly entries: readonly HostsEntry[]
  /** Seconds, 1 to 65535. */
  readonly ttl: number
  /** Whether PTR questions are answered from the entries. */
  readonly reverse: boolean
  readonly fallthrough: readonly DomainName[]
  /** Whether types other than A, AAAA and PTR go on to the next plugin although the name exists here. */
  readonly fallthroughUnsupported: boolean
  /** The hosts file's path. Its lines are missing from `entries` when `fileMissing`. */
  readonly file: string
  readonly fileMissing: boolean
}

export interface HostsEntry {
  /** Canonical. */
  readonly address: string
  /** Absolute, lower case; a first label `*` is a wildcard (CoreDNS 1.14.5). */
  readonly names: readonly DomainName[]
}

/** Services by their external addresses, in a zone of their own. */
export interface KubernetesExternalPlugin extends PluginBase {
  readonly name: 'k8s_external'
  readonly zones: readonly DomainName[]
  /** The label of the zone's name servers: `ns1.dns.ZONE` for `dns`. */
  readonly apex: string
  /** Seconds, 0 to 3600. */
  readonly ttl: number
  readonly headless: boolean
  readonly fallthrough: readonly DomainName[]
}

/** Orders the addresses of an answer. */
export interface LoadbalancePlugin extends PluginBase {
  readonly name: 'loadbalance'
  readonly policy: 'round_robin' | 'weighted_round_robin'
  /** By name; absent without a weight file, or when it was not given. */
  readonly weights?: readonly NameWeights[]
  /** Addresses in these networks (CIDR) come first. */
  readonly prefer: readonly string[]
}

export interface NameWeights {
  readonly name: DomainName
  /** Weights are 1 to 255; addresses that are not named weigh 1. */
  readonly addresses: readonly { readonly address: string; readonly weight: number }[]
}

/** Answers for localhost and the local reverse names. */
export interface LocalPlugin extends PluginBase {
  readonly name: 'local'
  /** Whether `localhost.<search domain>` is answered too. */
  readonly localhostPrefix: boolean
}

/** Makes metadata labels known to view, template and rewrite. */
export interface MetadataPlugin extends PluginBase {
  readonly name: 'metadata'
  readonly zones: readonly DomainName[]
}

/** Drops authority and additional from positive answers. */
export interface MinimalPlugin extends PluginBase {
  readonly name: 'minimal'
}

/** Answers the EDNS option NSID. */
export interface NsidPlugin extends PluginBase {
  readonly name: 'nsid'
  /** Absent: the server's host name. */
  readonly data?: string
}

/** Answers made from Go templates. */
export interface TemplatePlugin extends PluginBase {
  readonly name: 'template'
  /** In the file's order; the first whose class, type, zone and patterns match answers. */
  readonly templates: readonly AnswerTemplate[]
}

export interface AnswerTemplate {
  readonly place: CorefilePlace
  readonly class: 'IN' | 'CS' | 'CH' | 'HS' | 'NONE' | 'ANY'
  readonly type: RecordType
  readonly zones: readonly DomainName[]
  /** RE2 texts, valid; the first that matches the question's name is used. `.*` when none is written. */
  readonly match: readonly string[]
  /** Go templates of one record each, as text. */
  readonly answer: readonly string[]
  readonly additional: readonly string[]
  readonly authority: readonly string[]
  /** A response code by name: `NOERROR` unless set. */
  readonly rcode: string
  readonly extendedError?: { readonly code: number; readonly text: string }
  /** Expressions (expr-lang) by name, evaluated in order and known to the templates as `.Var`. */
  readonly variables: readonly { readonly name: string; readonly expression: string }[]
  /** Expressions that must all hold. */
  readonly conditions: readonly string[]
  readonly fallthrough: readonly DomainName[]
}

/** Who may transfer a zone. */
export interface TransferPlugin extends PluginBase {
  readonly name: 'transfer'
  readonly transfers: readonly {
    readonly zones: readonly DomainName[]
    /** `*` or address with port. */ readonly to: readonly string[]
  }[]
}

/** Uses the block only for questions for which every expression holds. */
export interface ViewPlugin extends PluginBase {
  readonly name: 'view'
  readonly view: string
  /** expr-lang texts. */
  readonly expressions: readonly string[]
}

/** Tells the client who it is. */
export interface WhoamiPlugin extends PluginBase {
  readonly name: 'whoami'
}
