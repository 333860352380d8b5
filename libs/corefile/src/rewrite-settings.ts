import type { RecordType } from '#libs/dns-model'
import type { CorefilePlace, PluginBase } from './settings.js'

/**
 * The rewrite plugin: its rules are tried in order; after a match with mode `stop` no other rule is tried. The rules of the
 * response are applied in reverse order of the matches.
 */
export interface RewritePlugin extends PluginBase {
  readonly name: 'rewrite'
  readonly rules: readonly RewriteRule[]
}

export type RewriteRule =
  NameRewrite | TypeRewrite | ClassRewrite | TtlRewrite | RcodeRewrite | CnameRewrite | Edns0Rewrite

interface RuleBase {
  readonly mode: 'stop' | 'continue'
  readonly place: CorefilePlace
}

/**
 * How a name is compared. Except for `regex` the text is already in CoreDNS's form: lower case with a final dot (even for
 * `prefix` and `substring`: CoreDNS adds it there too). A regex is RE2 text, valid, matched unanchored.
 */
export type NameMatch = 'exact' | 'prefix' | 'suffix' | 'substring' | 'regex'

/** Rewrites the question's name. */
export interface NameRewrite extends RuleBase {
  readonly field: 'name'
  readonly match: NameMatch
  readonly from: string
  /** For `regex` with `{0}`, `{1}` ... for the groups, and `{plugin/label}` when `metadata` is set. */
  readonly to: string
  readonly metadata: boolean
  /** Whether names and values of the response are mapped back. Always so for `exact`. */
  readonly answerAuto: boolean
  /** Explicit rewrites of the response, in the file's order. */
  readonly answers: readonly AnswerRewrite[]
}

/** Rewrites owner names, or the names inside RDATA, of the response. */
export interface AnswerRewrite {
  readonly part: 'name' | 'value'
  /** RE2 text, valid. */
  readonly pattern: string
  /** Lower case with a final dot; `{1}` ... stand for the groups. */
  readonly replacement: string
}

export interface TypeRewrite extends RuleBase {
  readonly field: 'type'
  readonly from: RecordType
  readonly to: RecordType
}

export interface ClassRewrite extends RuleBase {
  readonly field: 'class'
  readonly from: RewriteClass
  readonly to: RewriteClass
}

export type RewriteClass = 'IN' | 'CS' | 'CH' | 'HS' | 'NONE' | 'ANY'

/** Brings the response's TTLs into a range, when the question's name matches. */
export interface TtlRewrite extends RuleBase {
  readonly field: 'ttl'
  readonly match: NameMatch
  readonly from: string
  /** Seconds. */
  readonly minimum: number
  /** Seconds. */
  readonly maximum: number
}

/** Replaces one response code, when the question's name matches. Codes are numbers: not all have a name in dns-model. */
export interface RcodeRewrite extends RuleBase {
  readonly field: 'rcode'
  readonly match: NameMatch
  readonly from: string
  /** 0 to 23. */
  readonly code: number
  /** 0 to 23. */
  readonly replacement: number
}

/** Replaces the target of a CNAME in the response and looks the new target up. Only `exact` texts get a final dot. */
export interface CnameRewrite extends RuleBase {
  readonly field: 'cname'
  readonly match: NameMatch
  readonly from: string
  readonly to: string
}

/** Changes an EDNS option of the request. It never changes an answer by itself; upstreams see it. */
export interface Edns0Rewrite extends RuleBase {
  readonly field: 'edns0'
  readonly option: 'local' | 'nsid' | 'subnet'
  readonly action: 'set' | 'append' | 'replace' | 'unset'
  readonly revert: boolean
  /** The option code of `local`. */
  readonly code?: number
  /** The data of `local`: text, hexadecimal with `0x`, or a variable in braces. */
  readonly data?: string
  /** The prefix lengths of `subnet`. */
  readonly subnet?: { readonly ipv4: number; readonly ipv6: number }
}
