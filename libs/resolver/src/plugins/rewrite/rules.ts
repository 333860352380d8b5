import type { CnameRewrite, NameRewrite, RewriteRule } from '#libs/corefile'
import type { Question } from '#libs/dns-model'
import type { Inquiry } from '../../inquiry.js'
import { compilePattern } from '../../pattern.js'
import { nameMatcher } from './name-match.js'
import { replacementOf } from './replacement.js'
import { bothParts, explicitRules, undo, type ResponseRule } from './response-rules.js'

/** What a rule does to a question that it matches. */
export interface Rewriting {
  readonly question?: Question
  readonly questionClass?: Inquiry['questionClass']
  readonly responses: readonly ResponseRule[]
}

/** What a rule looks at. */
export interface RuleInquiry extends Pick<Inquiry, 'question' | 'key'> {
  readonly questionClass?: Inquiry['questionClass']
  readonly metadata?: Inquiry['metadata']
}

/**
 * A rule, compiled. `undefined`: the question is not one that it is about.
 * @throws UnknownFact for metadata that is not known here.
 */
export type CompiledRule = (inquiry: RuleInquiry) => Rewriting | undefined

const NO_RESPONSES: readonly ResponseRule[] = []

export function compileRule(rule: RewriteRule): CompiledRule {
  switch (rule.field) {
    case 'name':
      return rule.metadata ? metadataRule(rule) : nameRule(rule)
    case 'type':
      return ({ question }) =>
        question.type === rule.from ? { question: { ...question, type: rule.to }, responses: NO_RESPONSES } : undefined
    case 'class':
      return ({ questionClass }) =>
        (questionClass ?? 'IN') === rule.from ? { questionClass: rule.to, responses: NO_RESPONSES } : undefined
    case 'ttl':
      return whenNamed(rule, [{ kind: 'ttl', minimum: rule.minimum, maximum: rule.maximum }])
    case 'rcode':
      return whenNamed(rule, [{ kind: 'code', code: rule.code, replacement: rule.replacement }])
    case 'cname':
      return cnameRule(rule)
    case 'edns0':
      // It changes no answer, but a rule that matches with mode stop ends the list. Questions come without these options.
      return rule.action === 'replace' ? () => undefined : () => ({ responses: NO_RESPONSES })
  }
}

function whenNamed(rule: Parameters<typeof nameMatcher>[0], responses: readonly ResponseRule[]): CompiledRule {
  const matches = nameMatcher(rule)
  return ({ key }) => (matches(key) ? { responses } : undefined)
}

function cnameRule(rule: CnameRewrite): CompiledRule {
  const responses: readonly ResponseRule[] = [{ kind: 'alias', rewrite: replacementOf(rule), rule }]
  return () => ({ responses })
}

function nameRule(rule: NameRewrite): CompiledRule {
  const rewrite = replacementOf(rule)
  const explicit = explicitRules(rule)
  // Of a suffix, other names of the reply can be mapped back, too.
  const ofSuffix =
    rule.match === 'suffix' && rule.answerAuto
      ? [...bothParts(replacementOf({ match: 'suffix', from: rule.to, to: rule.from })), ...explicit]
      : undefined
  return ({ key, question }) => {
    const name = rewrite(key)
    if (name === undefined) return undefined
    const responses = ofSuffix ?? (rule.answerAuto ? [...undo(name, key), ...explicit] : explicit)
    return { question: { ...question, name }, responses }
  }
}

/** What a replacement with metadata is made of. */
type Part = { readonly text: string } | { readonly group: number } | { readonly label: string }

/** Groups and labels are inserted as they are: what looks like a placeholder in them is none. */
function metadataRule(rule: NameRewrite): CompiledRule {
  const pattern = compilePattern(rule.from)
  const parts = partsOf(rule.to)
  const explicit = explicitRules(rule)
  return ({ key, question, metadata }) => {
    const groups = pattern.groups(key)
    if (groups === undefined) return undefined
    const texts = parts.map((part) => {
      if ('text' in part) return part.text
      return 'group' in part ? (groups[part.group] ?? '') : (metadata?.(part.label) ?? '').toLowerCase()
    })
    // A label that nobody gives makes the rule not match at all.
    if (parts.some((part, i) => 'label' in part && texts[i] === '')) return undefined
    const name = texts.join('')
    return {
      question: { ...question, name },
      responses: rule.answerAuto ? [...undo(name, key), ...explicit] : explicit,
    }
  }
}

function partsOf(text: string): Part[] {
  return [...text.matchAll(/\{([^}]*)\}|[^{]+/g)].map(([whole, inner]) => {
    if (inner === undefined) return { text: whole }
    return /^\d+$/.test(inner) ? { group: Number(inner) } : { label: inner }
  })
}
