import type { AnswerTemplate, TemplatePlugin } from '#libs/corefile'
import {
  isAtOrUnder,
  isAtOrUnderAny,
  RESPONSE_CODES,
  type Answer,
  type Reason,
  type ResourceRecord,
  type ResponseCode,
} from '#libs/dns-model'
import { compileExpression, evaluate } from '../../expression/expression.js'
import { requestFunctions } from '../../expression/request-functions.js'
import type { Value } from '../../expression/syntax.js'
import type { Handler, Inquiry } from '../../inquiry.js'
import { compilePattern } from '../../pattern.js'
import { placeText } from '../../place-text.js'
import { bareReply, replyWith, type ReplyParts } from '../../reply.js'
import { andThen, done, failed, type Step } from '../../step.js'
import { attempt, undecidable, UnknownFact } from '../../unknown-fact.js'
import { rendererOf, type Renderer } from './render-records.js'
import { groupsByName, templateData, type TemplateMatch } from './template-data.js'

/** A template's verdict on a question: it is about it, the next template is asked, or the server fails. */
type Verdict = TemplateMatch | 'next' | 'failure'

interface CompiledTemplate {
  readonly settings: AnswerTemplate
  /** @throws UnknownFact */
  judge(inquiry: Inquiry): Verdict
  readonly render: Renderer
}

/** `template`: the first template that is about the question makes the answer (CoreDNS plugin/template). */
export function templateHandler(plugin: TemplatePlugin): Handler {
  const templates = plugin.templates.map(compileTemplate)
  return (inquiry, next) => {
    for (const template of templates) {
      const verdict = attempt(() => template.judge(inquiry))
      if (verdict === 'next') continue
      if (verdict instanceof UnknownFact) return failed(unknown(verdict, template, inquiry))
      if (verdict === 'failure')
        return failed(bareReply('SERVFAIL', reasons(inquiry, template, 'does not fit and has no fallthrough')))
      return answerWith(template, verdict, inquiry)
    }
    return next(inquiry)
  }
}

function compileTemplate(settings: AnswerTemplate): CompiledTemplate {
  const patterns = settings.match.map(compilePattern)
  const variables = settings.variables.map(({ name, expression }) => ({
    name,
    expression: compileExpression(expression),
  }))
  const conditions = settings.conditions.map(compileExpression)
  const zones = settings.zones.toSorted((a, b) => b.length - a.length)

  function judge(inquiry: Inquiry): Verdict {
    const { key } = inquiry
    const zone = zones.find((candidate) => isAtOrUnder(key, candidate))
    if (zone === undefined || !isOfClassAndType(settings, inquiry)) return 'next'
    for (const pattern of patterns) {
      const groups = pattern.groups(key)
      if (groups !== undefined) return judgeValues({ zone, pattern, groups }, inquiry)
    }
    return throughOrFailure(key)
  }

  /** Works the variables out, then the conditions: one that fails to evaluate is a server failure. */
  function judgeValues(match: Omit<TemplateMatch, 'variables'>, inquiry: Inquiry): Verdict {
    const known = new Map<string, Value>()
    const byName = groupsByName(match)
    const group = (name: Value | undefined): string => byName.get(String(name)) ?? ''
    const environment = {
      functions: { ...requestFunctions(inquiry, inquiry.metadata), group: (name: Value | undefined) => group(name) },
      variables: known,
    }
    for (const { name, expression } of variables) {
      const value = evaluate(expression, environment)
      if (value === undefined) return 'failure'
      known.set(name, value)
    }
    for (const condition of conditions) {
      const value = evaluate(condition, environment)
      if (value === undefined) return 'failure'
      if (value !== true) return throughOrFailure(inquiry.key)
    }
    return { ...match, variables: known }
  }

  function throughOrFailure(key: string): Verdict {
    return isAtOrUnderAny(key, settings.fallthrough) ? 'next' : 'failure'
  }

  return { settings, judge, render: rendererOf(settings) }
}

function isOfClassAndType(template: AnswerTemplate, { question, questionClass = 'IN' }: Inquiry): boolean {
  const isClass = template.class === 'ANY' || questionClass === 'ANY' || questionClass === template.class
  return isClass && (template.type === 'ANY' || question.type === 'ANY' || question.type === template.type)
}

function answerWith(template: CompiledTemplate, match: TemplateMatch, inquiry: Inquiry): Step {
  const { settings, render } = template
  if (settings.rcode === 'SERVFAIL')
    return failed(bareReply('SERVFAIL', reasons(inquiry, template, 'answers SERVFAIL')))
  const rcode = codeOf(settings.rcode)
  if (rcode === undefined) return failed(unknown(new UnknownFact(`response code ${settings.rcode}`), template, inquiry))
  const records = render(templateData(settings, match, inquiry))
  if (records instanceof UnknownFact) return failed(unknown(records, template, inquiry))
  const { type } = inquiry.question
  const followsAliases = type === 'A' || type === 'AAAA'
  if ('kind' in records) {
    const failure = bareReply('SERVFAIL', reasons(inquiry, template, `fails: ${records.text}`))
    return failed(records.kind === 'nothing' && !followsAliases ? { ...failure, dropped: true } : failure)
  }
  const parts: ReplyParts = {
    rcode,
    ...records,
    answer: [],
    ...(settings.extendedError && { extendedError: settings.extendedError }),
    reasons: reasons(inquiry, template, 'makes this answer'),
  }
  return withAnswers(parts, records.answer, followsAliases, inquiry)
}

/** The answer section, one record after the other; behind a CNAME stands what its target leads to. */
function withAnswers(
  parts: ReplyParts,
  records: readonly ResourceRecord[],
  followsAliases: boolean,
  inquiry: Inquiry,
): Step {
  const answer = [...(parts.answer ?? [])]
  for (const [index, record] of records.entries()) {
    answer.push(record)
    const { data } = record
    if (!followsAliases || data.type !== 'CNAME') continue
    return andThen(inquiry.lookUp(inquiry, { name: data.target, type: inquiry.question.type }), (found) => {
      const sofar = joined({ ...parts, answer }, found)
      // Nothing that follows can make the answer known again.
      if (sofar.undecidable !== undefined || inquiry.work.isExhausted) return done(replyWith(sofar))
      return withAnswers(sofar, records.slice(index + 1), followsAliases, inquiry)
    })
  }
  return done(replyWith({ ...parts, answer }))
}

function joined(parts: ReplyParts, found: Answer): ReplyParts {
  if (found.dropped === true) return parts
  return {
    ...parts,
    answer: [...(parts.answer ?? []), ...found.answer],
    truncated: found.truncated,
    undecidable: parts.undecidable ?? found.undecidable,
    reasons: parts.reasons && [...parts.reasons, ...(found.reasons ?? [])],
  }
}

function codeOf(name: string): ResponseCode | undefined {
  return Object.hasOwn(RESPONSE_CODES, name) ? (name as ResponseCode) : undefined
}

function unknown(fact: UnknownFact, { settings }: CompiledTemplate, { explain }: Inquiry): Answer {
  return undecidable(fact, `template (${placeText(settings.place)})`, explain !== undefined)
}

function reasons({ explain }: Inquiry, { settings }: CompiledTemplate, what: string): readonly Reason[] | undefined {
  return explain && [{ code: 'template', text: `template (${placeText(settings.place)}) ${what}.` }]
}
