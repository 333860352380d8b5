import { fault } from '../problem.js'
import { classOf, RESPONSE_CODE_NAMES, typeOf } from '../record-names.js'
import type {
  ClassRewrite,
  CnameRewrite,
  NameMatch,
  RcodeRewrite,
  RewriteRule,
  TtlRewrite,
  TypeRewrite,
} from '../rewrite-settings.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { versionAtLeast } from '../version.js'
import { integerOf, patternOf, requireRelease } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'
import { readEdns0Rule } from './rewrite-edns0.js'
import { matchOf, readNameRule, withFinalDot } from './rewrite-name.js'
import { wordsOf, type RuleWords } from './rewrite-words.js'

const MAX_TTL = 2 ** 31 - 1
const MAX_RCODE = 23

/** All rewrite rules of a block, in the file's order. */
export const rewrite: PluginForm = {
  repeated: 'all',
  read: (stanzas, context) => [
    {
      name: 'rewrite',
      place: (stanzas[0] as Stanza).name.place,
      rules: stanzas.map((stanza) => readRule(stanza, context)),
    },
  ],
}

function readRule(stanza: Stanza, context: StanzaContext): RewriteRule {
  const [first, ...others] = ruleWords(stanza)
  const isMode = first !== undefined && ['stop', 'continue'].includes(first.text.toLowerCase())
  const [field, ...words] = isMode ? others : [first, ...others]
  const place = stanza.name.place
  if (field === undefined) {
    throw fault('wrong-arguments', 'A rule needs a field; write "rewrite [continue|stop] FIELD [TYPE] FROM TO".', place)
  }
  const mode = isMode && first.text.toLowerCase() === 'continue' ? 'continue' : 'stop'
  return readField(field, { mode, words: words.filter((word) => word !== undefined), place, context })
}

/** With less than two words on its line, a rule goes on in its block, whose line breaks do not count. */
function ruleWords(stanza: Stanza): readonly Token[] {
  if (stanza.arguments.length >= 2) return stanza.arguments
  const flat = (line: Property): Token[] => [line.name, ...line.arguments, ...line.properties.flatMap(flat)]
  return [...stanza.arguments, ...stanza.properties.flatMap(flat)]
}

/** The fields that came after 1.8.0. */
const FIELD_RELEASES: Readonly<Record<string, string>> = { cname: '1.11.0', rcode: '1.11.2' }

function readField(field: Token, rule: RuleWords): RewriteRule {
  const name = field.text.toLowerCase()
  requireRelease(rule.context, FIELD_RELEASES[name] ?? ALWAYS, `rewrite ${name}`, field)
  switch (name) {
    case 'name':
      return readNameRule(rule)
    case 'type':
      return readTypeRule(rule)
    case 'class':
      return readClassRule(rule)
    case 'ttl':
      return readTtlRule(rule)
    case 'rcode':
      return readRcodeRule(rule)
    case 'cname':
      return readCnameRule(rule)
    case 'edns0':
      return readEdns0Rule(rule)
    case 'answer':
      throw fault('invalid-value', 'An answer rewrite needs a name rewrite ahead of it in the same rule.', field.place)
    default:
      throw fault(
        'invalid-value',
        `rewrite knows name, type, class, ttl, rcode, cname and edns0, not "${field.text}".`,
        field.place,
      )
  }
}

function readTypeRule(rule: RuleWords): TypeRewrite {
  const [from, to] = wordsOf(rule, 2, 2, 'type FROM TO').map((token) => {
    const type = typeOf(token.text.toUpperCase())
    if (type === undefined) throw fault('invalid-value', `"${token.text}" is no record type.`, token.place)
    return type
  }) as [TypeRewrite['from'], TypeRewrite['to']]
  return { field: 'type', mode: rule.mode, place: rule.place, from, to }
}

function readClassRule(rule: RuleWords): ClassRewrite {
  const [from, to] = wordsOf(rule, 2, 2, 'class FROM TO').map((token) => {
    const name = classOf(token.text.toUpperCase())
    if (name === undefined)
      throw fault('invalid-value', `"${token.text}" is no class; write IN, CH or HS.`, token.place)
    return name
  }) as [ClassRewrite['from'], ClassRewrite['to']]
  return { field: 'class', mode: rule.mode, place: rule.place, from, to }
}

function readTtlRule(rule: RuleWords): TtlRewrite {
  const words = wordsOf(rule, 2, 3, 'ttl [exact|prefix|suffix|substring|regex] NAME SECONDS|MIN-MAX')
  const ttl = words.at(-1) as Token
  const [minimum, maximum] = ttlRange(ttl, rule)
  return { field: 'ttl', mode: rule.mode, place: rule.place, ...questionMatch(words.slice(0, -1)), minimum, maximum }
}

/** `30`, `30-300`, `-30`, `30-`. Ranges came with 1.9.4. */
function ttlRange(token: Token, rule: RuleWords): readonly [number, number] {
  const match = /^(\d{1,10})?(-)?(\d{1,10})?$/.exec(token.text)
  const [, low, dash, high] = match ?? []
  const isRange = dash !== undefined
  const minimum = Number(low ?? 0)
  const maximum = isRange ? Number(high ?? MAX_TTL) : minimum
  const isWritten = low !== undefined || high !== undefined
  const isKnown = !isRange || versionAtLeast(rule.context.version, '1.9.4')
  if (isWritten && isKnown && minimum <= maximum && maximum < 2 ** 32) return [minimum, maximum]
  throw fault('invalid-value', `"${token.text}" is no TTL; write seconds, or a range such as 30-300.`, token.place)
}

function readRcodeRule(rule: RuleWords): RcodeRewrite {
  const words = wordsOf(rule, 3, 4, 'rcode [exact|prefix|suffix|substring|regex] NAME FROM TO')
  const [code, replacement] = words.slice(-2).map(responseCode) as [number, number]
  return { field: 'rcode', mode: rule.mode, place: rule.place, ...questionMatch(words.slice(0, -2)), code, replacement }
}

function responseCode(token: Token): number {
  const code = RESPONSE_CODE_NAMES.get(token.text.toUpperCase())
  return code ?? integerOf(token, 'A response code (or its name, as SERVFAIL)', 0, MAX_RCODE)
}

/** How the question's name is matched: `exact` when only a name is given. */
function questionMatch(words: readonly Token[]): { readonly match: NameMatch; readonly from: string } {
  const [first, second] = words as [Token, Token | undefined]
  if (second === undefined) return { match: 'exact', from: withFinalDot(first.text) }
  const match = matchOf(first)
  return { match, from: match === 'regex' ? patternOf(second).pattern : withFinalDot(second.text) }
}

function readCnameRule(rule: RuleWords): CnameRewrite {
  const words = wordsOf(rule, 2, 3, 'cname [exact|prefix|suffix|substring|regex] FROM TO')
  const match = words.length === 3 ? matchOf(words[0] as Token) : 'exact'
  const [from, to] = words.slice(-2).map((token) => ({ ...token, text: token.text.toLowerCase() })) as [Token, Token]
  if (match === 'regex') patternOf(from)
  const form = match === 'exact' ? withFinalDot : (text: string) => text
  return { field: 'cname', mode: rule.mode, place: rule.place, match, from: form(from.text), to: form(to.text) }
}
