import type { RewriteRule } from '#libs/corefile'
import type { Reason } from '#libs/dns-model'
import { placeText } from '../../place-text.js'
import type { Rewriting, RuleInquiry } from './rules.js'

/** What a matching rule does, in words. Rules about EDNS options change no answer and say nothing. */
export function describeRewriting(rule: RewriteRule, inquiry: RuleInquiry, rewriting: Rewriting): Reason[] {
  const effect = effectOf(rule, inquiry, rewriting)
  return effect === undefined ? [] : [{ code: 'rewritten', text: `rewrite (${placeText(rule.place)}) ${effect}.` }]
}

function effectOf(
  rule: RewriteRule,
  { question, questionClass }: RuleInquiry,
  rewriting: Rewriting,
): string | undefined {
  switch (rule.field) {
    case 'name':
      return `asks for ${rewriting.question?.name.slice(0, 255)} instead of ${question.name}`
    case 'type':
      return `asks for type ${rule.to} instead of ${rule.from}`
    case 'class':
      return `asks in class ${rule.to} instead of ${questionClass ?? 'IN'}`
    case 'ttl':
      return `brings the TTLs of the reply to ${rule.minimum === rule.maximum ? rule.minimum : `${rule.minimum} to ${rule.maximum}`} seconds`
    case 'rcode':
      return `turns response code ${rule.code} into ${rule.replacement}`
    case 'cname':
      return `gives aliases that match "${rule.from}" another target`
    case 'edns0':
      return undefined
  }
}
