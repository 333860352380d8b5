import type { CnameRewrite, RewriteRule } from '#libs/corefile'
import type { ResourceRecord } from '#libs/dns-model'
import { valueOf, withValue } from '../../record-value.js'
import { byPattern, remap, type Replacement } from './replacement.js'

/** What is done to each record of a reply, once the question was rewritten. */
export type ResponseRule =
  | { readonly kind: 'owner' | 'value'; readonly rewrite: Replacement }
  | { readonly kind: 'ttl'; readonly minimum: number; readonly maximum: number }
  /** Tried once for each record; once for a reply without records. */
  | { readonly kind: 'code'; readonly code: number; readonly replacement: number }
  /** Gives a CNAME another target, and looks that up. */
  | { readonly kind: 'alias'; readonly rewrite: Replacement; readonly rule: CnameRewrite }

/** Undoes a rewritten question: the new name, and what lies below it, becomes the name as asked. */
export function undo(rewritten: string, asked: string): ResponseRule[] {
  return bothParts(remap(rewritten, asked))
}

export function bothParts(rewrite: Replacement): ResponseRule[] {
  return [
    { kind: 'owner', rewrite },
    { kind: 'value', rewrite },
  ]
}

/** The `answer name` and `answer value` parts of a rule. */
export function explicitRules({ answers }: Extract<RewriteRule, { field: 'name' }>): ResponseRule[] {
  return answers.map(({ part, pattern, replacement }) => ({
    kind: part === 'name' ? 'owner' : 'value',
    rewrite: byPattern(pattern, replacement),
  }))
}

/** The record after one rule; rules about codes and aliases leave it alone. */
export function applyToRecord(rule: ResponseRule, record: ResourceRecord): ResourceRecord {
  switch (rule.kind) {
    case 'owner': {
      const name = rule.rewrite(record.name)
      return name === undefined || name === record.name ? record : { ...record, name }
    }
    case 'value': {
      const value = valueOf(record)
      const changed = value === undefined ? undefined : rule.rewrite(value)
      return changed === undefined || changed === value ? record : withValue(record, changed)
    }
    case 'ttl': {
      const ttl = Math.min(Math.max(record.ttl, rule.minimum), rule.maximum)
      return ttl === record.ttl ? record : { ...record, ttl }
    }
    case 'code':
    case 'alias':
      return record
  }
}
