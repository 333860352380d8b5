import { fault } from '../problem.js'
import type { Edns0Rewrite } from '../rewrite-settings.js'
import type { Token } from '../syntax/lexer.js'
import { choiceInAnyCase, integerOf, requireRelease } from './arguments.js'
import { wordsOf, type RuleWords } from './rewrite-words.js'

const USAGE = 'edns0 local|nsid|subnet set|append|replace|unset [VALUES] [revert]'
const OPTIONS = ['local', 'nsid', 'subnet'] as const
const ACTIONS = ['set', 'append', 'replace', 'unset'] as const
const VARIABLES = ['qname', 'qtype', 'client_ip', 'client_port', 'protocol', 'server_ip', 'server_port']
const MAX_CODE = 0xffff
/** How many values each option takes, unless it is unset. */
const VALUES = { local: 2, nsid: 0, subnet: 2 } as const
const UNSET_VALUES = { local: 1, nsid: 0, subnet: 0 } as const

/** Reads the words of a rewrite of EDNS options. */
export function readEdns0Rule(rule: RuleWords): Edns0Rewrite {
  const words = wordsOf(rule, 2, Number.POSITIVE_INFINITY, USAGE)
  const option = choiceInAnyCase(words[0] as Token, 'The option of edns0', OPTIONS)
  const action = choiceInAnyCase(words[1] as Token, 'The action of edns0', ACTIONS)
  const revert = action !== 'unset' && words.at(-1)?.text === 'revert'
  if (revert) requireRelease(rule.context, '1.11.4', 'revert', words.at(-1) as Token)
  if (action === 'unset') requireRelease(rule.context, '1.12.3', 'unset', words[1] as Token)
  const values = words.slice(2, revert ? -1 : undefined)
  const count = (action === 'unset' ? UNSET_VALUES : VALUES)[option]
  if (values.length !== count) {
    throw fault(
      'wrong-arguments',
      `${option} ${action} takes ${count} values; write "${USAGE}".`,
      (words[1] as Token).place,
    )
  }
  return { field: 'edns0', mode: rule.mode, place: rule.place, option, action, revert, ...readValues(option, values) }
}

function readValues(
  option: Edns0Rewrite['option'],
  values: readonly Token[],
): Pick<Edns0Rewrite, 'code' | 'data' | 'subnet'> {
  const [first, second] = values
  if (first === undefined) return {}
  if (option === 'subnet') {
    return {
      subnet: {
        ipv4: integerOf(first, 'The IPv4 length', 0, 32),
        ipv6: integerOf(second as Token, 'The IPv6 length', 0, 128),
      },
    }
  }
  const code = optionCode(first)
  return second === undefined ? { code } : { code, data: optionData(second) }
}

/** A number in decimal, hexadecimal, octal or binary, as Go reads it. */
function optionCode(token: Token): number {
  const code = /^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+)$/i.test(token.text) ? Number(token.text) : Number.NaN
  if (code <= MAX_CODE) return code
  throw fault(
    'invalid-value',
    `The option code must be a number from 0 to ${MAX_CODE} (or 0xffff), not "${token.text}".`,
    token.place,
  )
}

function optionData(token: Token): string {
  const { text } = token
  if (text.startsWith('0x') && !/^0x([0-9a-f]{2})*$/i.test(text)) {
    throw fault(
      'invalid-value',
      `"${text}" is not hexadecimal: two digits for each octet should follow 0x.`,
      token.place,
    )
  }
  const variable = /^\{(.*)\}$/s.exec(text)?.[1]
  if (variable !== undefined && !VARIABLES.includes(variable) && !/^[^/]+\/[^/]+$/.test(variable)) {
    throw fault(
      'invalid-value',
      `{${variable}} is no variable; write {${VARIABLES.join('}, {')}} or {plugin/label}.`,
      token.place,
    )
  }
  return text
}
