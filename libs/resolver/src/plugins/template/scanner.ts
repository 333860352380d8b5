import { UnknownFact } from '../../unknown-fact.js'

/** A piece of a template: text, or the words of one action. */
export type Piece = { readonly text: string } | { readonly words: readonly Word[] }

export interface Word {
  readonly kind: 'name' | 'field' | 'dot' | 'variable' | 'string' | 'number' | 'sign' | 'end'
  /** A string's content; a field or variable without its `.` or `$`; everything else as written. */
  readonly text: string
  /** Whether white space stands in front: `.A .B` is two operands, `.A.B` one. */
  readonly isApart: boolean
}

/** Go has no such limit; real templates have a dozen. It also bounds how deep they can nest. */
const MOST_WORDS = 1000

const WORDS: readonly (readonly [Word['kind'], RegExp])[] = [
  ['field', /\.([\p{L}_][\p{L}\p{N}_]*)/uy],
  ['number', /[+-]?(?:0[xX][\da-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)/y],
  ['dot', /\./y],
  ['variable', /\$([\p{L}\p{N}_]*)/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['string', /"((?:[^"\\\n]|\\.)*)"/y],
  ['string', /`([^`]*)`/y],
  ['sign', /:=|[|(),=]/y],
]

/**
 * Takes a template apart at its actions. `{{-` and `-}}` take the white space beside them away; comments vanish.
 * @throws UnknownFact for what is not understood.
 */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = []
  let rest = template
  let count = 0
  for (let start = rest.indexOf('{{'); start >= 0; start = rest.indexOf('{{')) {
    const trimsLeft = /^\{\{-\s/.test(rest.slice(start, start + 4))
    const text = rest.slice(0, start)
    const action = actionOf(rest.slice(start + (trimsLeft ? 3 : 2)))
    pieces.push({ text: trimsLeft ? text.trimEnd() : text })
    if (action.words !== undefined) pieces.push({ words: action.words })
    count += action.words?.length ?? 0
    if (count > MOST_WORDS) throw new UnknownFact(`a template of more than ${MOST_WORDS} words`)
    rest = action.rest
  }
  return [...pieces, { text: rest }]
}

interface Action {
  /** Absent for a comment. */
  readonly words?: readonly Word[]
  /** What follows the action. */
  readonly rest: string
}

const COMMENT = /^\s*\/\*[\s\S]*?\*\/(\s+-)?\}\}/
const CLOSING = /(\s+-)?\}\}/y

function actionOf(text: string): Action {
  const comment = COMMENT.exec(text)
  if (comment !== null) return { rest: restOf(text, comment[0].length, comment[1] !== undefined) }
  const words: Word[] = []
  let index = 0
  for (;;) {
    const space = /^\s*/.exec(text.slice(index))?.[0].length ?? 0
    CLOSING.lastIndex = index
    const closing = CLOSING.exec(text) ?? (text.startsWith('}}', index + space) ? ['}}'] : null)
    if (closing !== null) {
      const end = closing.length > 1 ? CLOSING.lastIndex : index + space + 2
      return {
        words: [...words, { kind: 'end', text: '', isApart: true }],
        rest: restOf(text, end, closing[1] !== undefined),
      }
    }
    index += space
    const word = wordAt(text, index, space > 0)
    words.push(word.word)
    index = word.end
  }
}

function restOf(text: string, end: number, trims: boolean): string {
  const rest = text.slice(end)
  return trims ? rest.trimStart() : rest
}

function wordAt(text: string, index: number, isApart: boolean): { readonly word: Word; readonly end: number } {
  for (const [kind, pattern] of WORDS) {
    pattern.lastIndex = index
    const found = pattern.exec(text)
    if (found === null) continue
    const inner = found[1] ?? found[0]
    const isQuoted = kind === 'string' && found[0].startsWith('"')
    return { word: { kind, text: isQuoted ? unquoted(inner) : inner, isApart }, end: pattern.lastIndex }
  }
  throw new UnknownFact(
    index >= text.length ? 'a template that is cut off' : `"${text.slice(index, index + 20)}" in a template`,
  )
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' },
}

function unquoted(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(.))/g,
    (whole: string, ...[two, four, letter]: string[]) => {
      const code = two ?? four
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      const character = ESCAPES[letter as string]
      if (character === undefined) throw new UnknownFact(`the escape ${whole} in a template`)
      return character
    },
  )
}
