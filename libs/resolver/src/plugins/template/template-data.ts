import { codeOfType, type DomainName } from '#libs/dns-model'
import type { AnswerTemplate } from '#libs/corefile'
import { knownClientAddress, messageFacts } from '../../asker.js'
import type { Inquiry } from '../../inquiry.js'
import type { Value as ExpressionValue } from '../../expression/syntax.js'
import type { Pattern } from '../../pattern.js'
import { GoMap, GoStruct, TemplateError, type Value } from './syntax.js'

const CLASS_CODES = { IN: 1, CS: 2, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const

/** What a template is about: a question that it matches. */
export interface TemplateMatch {
  readonly zone: DomainName
  readonly pattern: Pattern
  /** The whole match, then its groups. */
  readonly groups: readonly string[]
  readonly variables: ReadonlyMap<string, ExpressionValue>
}

/** The match's groups by number and by name. */
export function groupsByName({ pattern, groups }: Pick<TemplateMatch, 'pattern' | 'groups'>): Map<string, string> {
  const byNumber = groups.map((value, number) => [String(number), value] as const)
  const byName = Object.entries(pattern.names).map(([name, number]) => [name, groups[number] ?? ''] as const)
  return new Map([...byNumber, ...byName])
}

/** The dot of a template (CoreDNS plugin/template, templateData). */
export function templateData(template: AnswerTemplate, match: TemplateMatch, inquiry: Inquiry): GoStruct {
  const { question, questionClass = 'IN' } = inquiry
  const asked = new GoStruct({
    Name: () => question.name,
    Qtype: () => codeOfType(question.type),
    Qclass: () => CLASS_CODES[questionClass],
  })
  return new GoStruct(
    {
      Zone: () => match.zone,
      Name: () => inquiry.key,
      Regex: () => match.pattern.text,
      Match: () => match.groups,
      Group: () => new GoMap(groupsByName(match)),
      Class: () => (questionClass === 'ANY' ? template.class : questionClass),
      Type: () => mnemonic(question.type === 'ANY' ? template.type : question.type),
      Message: () => new GoStruct({ Id: () => messageFacts(inquiry, 'message id').id, Question: () => [asked] }),
      Question: () => asked,
      Remote: () => knownClientAddress(inquiry),
      Var: () => new GoMap(match.variables),
    },
    { Meta: (values) => metaOf(inquiry, values) },
  )
}

function metaOf({ metadata }: Inquiry, values: readonly Value[]): string {
  const [label] = values
  if (typeof label !== 'string' || values.length > 1) throw new TemplateError('Meta takes one label')
  return metadata?.(label) ?? ''
}

/** A type that has no mnemonic has no text. */
function mnemonic(type: string): string {
  return type.startsWith('TYPE') ? '' : type
}
