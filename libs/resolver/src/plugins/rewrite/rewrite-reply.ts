import { RESPONSE_CODES, type Answer, type Reason, type ResourceRecord, type ResponseCode } from '#libs/dns-model'
import type { Inquiry } from '../../inquiry.js'
import { isPackable } from '../../packable.js'
import { bareReply } from '../../reply.js'
import { andThen, done, type Step } from '../../step.js'
import { undecidable, UnknownFact } from '../../unknown-fact.js'
import { applyToRecord, type ResponseRule } from './response-rules.js'

/** As many aliases one after the other are given new targets, then they stay as they are. */
const MOST_ALIASES = 8

/** The most records times rules: each may be a pattern. Real replies have a few of each. */
const MOST_WORK = 50_000

const CODE_NAMES: ReadonlyMap<number, ResponseCode> = new Map(
  Object.entries(RESPONSE_CODES).map(([name, code]) => [code, name as ResponseCode]),
)

/** A reply on its way through the rules. */
interface Pass {
  readonly code: number
  /** The records of the answer section as they came, each after the rules that it has seen. */
  readonly records: readonly ResourceRecord[]
  /** What stands in the answer section now: a number is one of `records`, everything else came with a new target. */
  readonly answer: readonly (number | ResourceRecord)[]
  readonly truncated: boolean
  readonly undecidable?: string | undefined
  readonly reasons: readonly Reason[]
}

/**
 * Applies the rules to a reply: to each record all of them, first in authority, then in the answer, then in additional (CoreDNS
 * plugin/rewrite/reverter.go). A new target of a CNAME is looked up, and what that gives is not rewritten again.
 */
export function rewriteReply(reply: Answer, rules: readonly ResponseRule[], inquiry: Inquiry): Step {
  const records = [...reply.authority, ...reply.answer, ...reply.additional]
  const code = RESPONSE_CODES[reply.rcode]
  if (records.length === 0) return done(withCode(reply, codeAfter(rules, code)))
  if (records.length * rules.length > MOST_WORK) {
    const fact = new UnknownFact(`what ${rules.length} rewrites make of ${records.length} records`)
    return done(undecidable(fact, 'The answer', inquiry.explain !== undefined))
  }
  const authority = section(reply.authority, rules, code)
  const pass: Pass = {
    code: authority.code,
    records: reply.answer,
    answer: reply.answer.map((_, index) => index),
    truncated: reply.truncated,
    undecidable: reply.undecidable,
    reasons: reply.reasons ?? [],
  }
  return throughAnswer(pass, { record: 0, rule: 0 }, rules, inquiry, (after) => {
    const additional = section(reply.additional, rules, after.code)
    const rewritten: Answer = {
      ...reply,
      truncated: after.truncated,
      authority: authority.records,
      answer: after.answer.map((entry) => recordOf(after, entry)),
      additional: additional.records,
      ...(after.undecidable !== undefined && { undecidable: after.undecidable }),
      ...(after.reasons.length > 0 && { reasons: after.reasons }),
    }
    const untouched = new Set(records)
    const sections = [...rewritten.answer, ...rewritten.authority, ...rewritten.additional]
    if (sections.some((record) => !untouched.has(record) && !isPackable(record))) inquiry.work.hasBrokenNames = true
    return done(withCode(rewritten, additional.code))
  })
}

function codeAfter(rules: readonly ResponseRule[], code: number): number {
  return rules.reduce(
    (current, rule) => (rule.kind === 'code' && rule.code === current ? rule.replacement : current),
    code,
  )
}

function section(
  records: readonly ResourceRecord[],
  rules: readonly ResponseRule[],
  code: number,
): { readonly records: readonly ResourceRecord[]; readonly code: number } {
  return {
    records: records.map((record) => rules.reduce((current, rule) => applyToRecord(rule, current), record)),
    code: records.reduce((current) => codeAfter(rules, current), code),
  }
}

/** Where a pass goes on: the next record, the next rule for it. */
interface Position {
  readonly record: number
  readonly rule: number
}

function throughAnswer(
  start: Pass,
  position: Position,
  rules: readonly ResponseRule[],
  inquiry: Inquiry,
  finish: (pass: Pass) => Step,
): Step {
  const records = [...start.records]
  let { code } = start
  for (let i = position.record; i < records.length; i++) {
    for (let j = i === position.record ? position.rule : 0; j < rules.length; j++) {
      const rule = rules[j] as ResponseRule
      const record = records[i] as ResourceRecord
      code = codeAfter([rule], code)
      const target = rule.kind === 'alias' ? newTarget(rule, record, inquiry) : undefined
      if (target === undefined) {
        records[i] = applyToRecord(rule, record)
        continue
      }
      const pass = { ...start, code, records: [...records] }
      const question = { name: target.to.endsWith('.') ? target.to : `${target.to}.`, type: inquiry.question.type }
      return andThen(inquiry.lookUp(inquiry, question, inquiry.aliases + 1), (found) => {
        const changed = withTarget(pass, target, found)
        // Nothing that follows can make the answer known again.
        if (inquiry.work.isExhausted) return finish(changed)
        return throughAnswer(changed, { record: i, rule: j + 1 }, rules, inquiry, finish)
      })
    }
  }
  return finish({ ...start, code, records })
}

interface NewTarget {
  readonly from: string
  readonly to: string
}

function newTarget(
  { rewrite }: Extract<ResponseRule, { kind: 'alias' }>,
  { data }: ResourceRecord,
  inquiry: Inquiry,
): NewTarget | undefined {
  if (data.type !== 'CNAME' || inquiry.aliases > MOST_ALIASES) return undefined
  const to = rewrite(data.target)
  return to === undefined ? undefined : { from: data.target, to }
}

/** Of the records so far only the CNAMEs stay, up to the one with the new target; behind it stands what that leads to. */
function withTarget(pass: Pass, { from, to }: NewTarget, found: Answer): Pass {
  if (found.dropped === true) return pass
  const records = [...pass.records]
  const kept: (number | ResourceRecord)[] = []
  for (const entry of pass.answer) {
    const record = typeof entry === 'number' ? (records[entry] as ResourceRecord) : entry
    if (record.data.type !== 'CNAME') continue
    const isChanged = record.data.target === from
    const changed: ResourceRecord = isChanged ? { ...record, data: { type: 'CNAME', target: to } } : record
    if (typeof entry === 'number') records[entry] = changed
    kept.push(typeof entry === 'number' ? entry : changed)
    if (isChanged) break
  }
  return {
    code: pass.code,
    records,
    answer: [...kept, ...found.answer],
    truncated: found.truncated,
    undecidable: pass.undecidable ?? found.undecidable,
    reasons: [...pass.reasons, ...(found.reasons ?? [])],
  }
}

function recordOf({ records }: Pass, entry: number | ResourceRecord): ResourceRecord {
  return typeof entry === 'number' ? (records[entry] as ResourceRecord) : entry
}

function withCode(answer: Answer, code: number): Answer {
  const rcode = CODE_NAMES.get(code)
  return rcode === undefined ? { ...bareReply('SERVFAIL'), undecidable: `response code ${code}` } : { ...answer, rcode }
}
