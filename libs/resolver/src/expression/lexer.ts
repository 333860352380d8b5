import { UnknownFact } from '../unknown-fact.js'

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'end'
  /** A string's content, everything else as written. */
  readonly text: string
}

/** CoreDNS's library takes 10,000 nodes; real expressions have a few dozen. It also bounds how deep evaluation nests. */
const MOST_TOKENS = 1000

const SPACE = /\s+|\/\/.*|\/\*[\s\S]*?\*\//y
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[\d_]+(?:\.(?!\.)[\d_]*)?(?:[eE][+-]?\d+)?/y
const RAW_STRING = /`([^`]*)`/y
const STRING = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/y
const OPERATOR = /\*\*|\|\||&&|==|!=|<=|>=|\?\?|\?\.|\.\.|::|[-+*/%^<>!?:.,;|#()[\]{}]/y
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '`': '`', '?': '?' },
}

/**
 * The words of an expression.
 * @throws UnknownFact for what is none, and for too many of them.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let index = 0
  while (index < text.length) {
    const space = match(SPACE)
    if (space !== undefined) continue
    tokens.push(nextToken())
    if (tokens.length > MOST_TOKENS) throw new UnknownFact(`an expression of more than ${MOST_TOKENS} words`)
  }
  return [...tokens, { kind: 'end', text: '' }]

  function nextToken(): Token {
    const name = match(NAME)
    if (name !== undefined) return { kind: 'name', text: name[0] }
    const number = match(NUMBER)
    if (number !== undefined) return { kind: 'number', text: number[0].replaceAll('_', '') }
    const raw = match(RAW_STRING)
    if (raw !== undefined) return { kind: 'string', text: raw[1] as string }
    const string = match(STRING)
    if (string !== undefined) return { kind: 'string', text: unescaped((string[1] ?? string[2]) as string) }
    const operator = match(OPERATOR)
    if (operator !== undefined) return { kind: 'operator', text: operator[0] }
    throw new UnknownFact(`the expression at "${text.slice(index, index + 20)}"`)
  }

  function match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = index
    const found = pattern.exec(text)
    if (found === null) return undefined
    index = pattern.lastIndex
    return found
  }
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]))/g,
    (whole: string, two?: string, four?: string, eight?: string, octal?: string, letter?: string) => {
      if (letter !== undefined) return escapeOf(letter, whole)
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
      const code = Number.parseInt((two ?? four ?? eight) as string, 16)
      if (code > 0x10ffff) throw new UnknownFact(`the escape ${whole} in an expression`)
      return String.fromCodePoint(code)
    },
  )
}

function escapeOf(letter: string, whole: string): string {
  const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
  if (character === undefined) throw new UnknownFact(`the escape ${whole} in an expression`)
  return character
}
