import type { AnswerTemplate } from '../plugin-settings.js'
import { fault } from '../problem.js'
import { classOf, RESPONSE_CODE_NAMES, typeOf } from '../record-names.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { argumentOf, argumentsOf, fallthroughOf, integerOf, patternOf, zonesOf } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const UNLIMITED = Number.POSITIVE_INFINITY
const USAGE = 'template CLASS TYPE [ZONE...]'
/** What expressions know already; a variable may not take these names. */
const RESERVED = new Set([
  ...['true', 'false', 'nil', 'in', 'not', 'and', 'or', 'let', 'if', 'else', 'matches', 'contains'],
  ...[
    'startsWith',
    'endsWith',
    'incidr',
    'metadata',
    'type',
    'name',
    'class',
    'proto',
    'size',
    'client_ip',
    'port',
    'id',
  ],
  ...[
    'opcode',
    'do',
    'bufsize',
    'server_ip',
    'server_port',
    'group',
    'len',
    'all',
    'any',
    'one',
    'none',
    'map',
    'filter',
  ],
  ...[
    'count',
    'sum',
    'find',
    'string',
    'int',
    'float',
    'trim',
    'upper',
    'lower',
    'split',
    'replace',
    'join',
    'min',
    'max',
  ],
])

/** All templates of a block, in the file's order. */
export const template: PluginForm = {
  repeated: 'all',
  properties: {
    additional: ALWAYS,
    answer: ALWAYS,
    authority: ALWAYS,
    ederror: '1.10.1',
    expr: '1.15.0',
    fallthrough: ALWAYS,
    match: ALWAYS,
    rcode: ALWAYS,
    upstream: ALWAYS,
    var: '1.15.0',
  },
  read: (stanzas, context) => [
    {
      name: 'template',
      place: (stanzas[0] as Stanza).name.place,
      templates: stanzas.map((stanza) => readTemplate(stanza, context)),
    },
  ],
}

type Draft = { -readonly [K in keyof AnswerTemplate]: AnswerTemplate[K] }

function readTemplate(stanza: Stanza, context: StanzaContext): AnswerTemplate {
  const [className, type, ...zones] = argumentsOf(stanza, 2, UNLIMITED, USAGE) as [Token, Token, ...Token[]]
  const draft: Draft = {
    place: stanza.name.place,
    class: templateClass(className),
    type: templateType(type),
    zones: zonesOf(zones, context),
    match: [],
    answer: [],
    additional: [],
    authority: [],
    rcode: 'NOERROR',
    variables: [],
    conditions: [],
    fallthrough: [],
  }
  for (const property of stanza.properties) readProperty(property, draft, context)
  return draft.match.length === 0 ? { ...draft, match: ['.*'] } : draft
}

/** CoreDNS takes classes and types in upper case only. */
function templateClass(token: Token): AnswerTemplate['class'] {
  const name = classOf(token.text)
  if (name === undefined)
    throw fault('invalid-value', `"${token.text}" is no class; write IN, CH, HS or ANY.`, token.place)
  return name
}

function templateType(token: Token): AnswerTemplate['type'] {
  const type = typeOf(token.text)
  if (type === undefined)
    throw fault('invalid-value', `"${token.text}" is no record type; write A, AAAA, ANY or the like.`, token.place)
  return type
}

function readProperty(property: Property, draft: Draft, context: StanzaContext): void {
  const name = property.name.text
  switch (name) {
    case 'match': {
      const tokens = argumentsOf(property, 1, UNLIMITED, 'match REGEX...')
      draft.match = [...draft.match, ...tokens.map((token) => patternOf(token).pattern)]
      break
    }
    case 'answer':
    case 'additional':
    case 'authority':
      draft[name] = [...draft[name], ...argumentsOf(property, 1, UNLIMITED, `${name} "RECORD"...`).map(templateText)]
      break
    case 'rcode': {
      const token = argumentOf(property, 'rcode CODE')
      if (!RESPONSE_CODE_NAMES.has(token.text)) {
        throw fault(
          'invalid-value',
          `"${token.text}" is no response code; write NXDOMAIN or the like, in upper case.`,
          token.place,
        )
      }
      draft.rcode = token.text
      break
    }
    case 'ederror': {
      const [code, text] = argumentsOf(property, 1, 2, 'ederror CODE [TEXT]')
      draft.extendedError = { code: integerOf(code as Token, 'ederror', 0, 0xffff), text: text?.text ?? '' }
      break
    }
    case 'var':
      draft.variables = [...draft.variables, variableOf(property)]
      break
    case 'expr': {
      const tokens = argumentsOf(property, 1, UNLIMITED, 'expr EXPRESSION')
      draft.conditions = [...draft.conditions, expressionText(tokens)]
      break
    }
    case 'fallthrough':
      draft.fallthrough = fallthroughOf(property, context)
      break
    default:
    // upstream has no effect any more.
  }
}

function variableOf(property: Property): AnswerTemplate['variables'][number] {
  const [variable, ...expression] = argumentsOf(property, 2, UNLIMITED, 'var NAME EXPRESSION') as [Token, ...Token[]]
  if (!/^[A-Za-z_]\w*$/.test(variable.text)) {
    throw fault('invalid-value', `"${variable.text}" is no name of a variable (letters, digits, "_").`, variable.place)
  }
  if (RESERVED.has(variable.text)) {
    throw fault(
      'invalid-value',
      `"${variable.text}" is a word of the expression language; choose another name.`,
      variable.place,
    )
  }
  return { name: variable.text, expression: expressionText(expression) }
}

/** The text of an expression; white space between its words does not count. */
export function expressionText(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join(' ')
}

/** A Go template as text. Its actions must be closed; whether they make sense is seen when it is run. */
function templateText(token: Token): string {
  const { text } = token
  for (let start = text.indexOf('{{'); start >= 0;) {
    const end = actionEnd(text, start + 2)
    if (end === undefined)
      throw fault('invalid-value', 'An action of this template is never closed: "}}" is missing.', token.place)
    start = text.indexOf('{{', end)
  }
  return text
}

/** Where an action ends, behind its `}}`; braces inside strings do not count. */
function actionEnd(text: string, start: number): number | undefined {
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index)
    if (text.startsWith('}}', index)) return index + 2
    if (character !== '"' && character !== '`') continue
    for (index++; index < text.length && text.charAt(index) !== character; index++) {
      if (character === '"' && text.charAt(index) === '\\') index++
    }
  }
  return undefined
}
