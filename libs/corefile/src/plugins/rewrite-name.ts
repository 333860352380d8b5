import { fault } from '../problem.js'
import type { AnswerRewrite, NameMatch, NameRewrite } from '../rewrite-settings.js'
import type { Token } from '../syntax/lexer.js'
import { versionAtLeast } from '../version.js'
import { choiceInAnyCase, patternOf } from './arguments.js'
import { wordsOf, type RuleWords } from './rewrite-words.js'

const USAGE = 'name [exact|prefix|suffix|substring|regex] FROM TO [answer auto | answer name|value FROM TO ...]'
const MATCHES: readonly NameMatch[] = ['exact', 'prefix', 'suffix', 'substring', 'regex']
const UNLIMITED = Number.POSITIVE_INFINITY

/** The kind of a match, in any case. */
export function matchOf(token: Token): NameMatch {
  return choiceInAnyCase(token, 'The kind of a match', MATCHES)
}

/** A name the way CoreDNS compares it: lower case, with a final dot. */
export function withFinalDot(text: string): string {
  return (text.endsWith('.') ? text : `${text}.`).toLowerCase()
}

/** A replacement with metadata labels, whose letter case counts. */
function withLowerCaseLiterals(text: string): string {
  const lower = text.replace(/\{[^}]*\}|[A-Z]/g, (piece) => (piece.startsWith('{') ? piece : piece.toLowerCase()))
  return lower.endsWith('.') ? lower : `${lower}.`
}

/** Reads the words of a name rewrite. */
export function readNameRule(rule: RuleWords): NameRewrite {
  const words = wordsOf(rule, 2, UNLIMITED, USAGE)
  const match = words.length === 2 ? 'exact' : matchOf(words[0] as Token)
  const [from, to] = (words.length === 2 ? words : words.slice(1, 3)) as [Token, Token]
  const metadata = words[3]?.text === 'metadata' && versionAtLeast(rule.context.version, '1.15.0')
  if (metadata && match !== 'regex') {
    throw fault('invalid-value', 'metadata works with regex name rules only.', (words[3] as Token).place)
  }
  const { answerAuto, answers } = readAnswers(words.slice(metadata ? 4 : 3))
  if (match === 'regex') checkReplacement(from, to, metadata)
  else warnAboutDot(rule, match, from)
  // CoreDNS compiles the target of an exact rule as a pattern, too, and refuses what is none, such as a wildcard.
  if (match === 'exact') checkReplacement({ ...to, text: withFinalDot(to.text) }, from, false)
  return {
    field: 'name',
    mode: rule.mode,
    place: rule.place,
    match,
    from: match === 'regex' ? from.text : withFinalDot(from.text),
    to: metadata ? withLowerCaseLiterals(to.text) : withFinalDot(to.text),
    metadata,
    answerAuto: answerAuto || match === 'exact',
    answers,
  }
}

/** `answer auto`, `answer name FROM TO`, `answer value FROM TO`, chained; later `answer` words may be left out. */
function readAnswers(words: readonly Token[]): { readonly answerAuto: boolean; readonly answers: AnswerRewrite[] } {
  const answers: AnswerRewrite[] = []
  let answerAuto = false
  const [first] = words
  if (first !== undefined && first.text !== 'answer') {
    throw fault(
      'wrong-arguments',
      `Only answer rewrites may follow, not "${first.text}"; write "${USAGE}".`,
      first.place,
    )
  }
  let index = 0
  while (index < words.length) {
    if (words[index]?.text === 'answer') index++
    const kind = words[index]
    if (kind === undefined)
      throw fault('wrong-arguments', 'answer needs auto, name or value behind it.', (words.at(-1) as Token).place)
    index++
    if (kind.text === 'auto') {
      answerAuto = true
    } else if (kind.text === 'name' || kind.text === 'value') {
      answers.push(readAnswer(kind.text, kind, words[index], words[index + 1]))
      index += 2
    } else {
      throw fault('invalid-value', `An answer rewrite is auto, name or value, not "${kind.text}".`, kind.place)
    }
  }
  if (answerAuto && answers.some((answer) => answer.part === 'name')) {
    throw fault(
      'conflicting-options',
      'answer auto and answer name exclude each other; keep one of them.',
      (first as Token).place,
    )
  }
  return { answerAuto, answers }
}

function readAnswer(
  part: 'name' | 'value',
  kind: Token,
  from: Token | undefined,
  to: Token | undefined,
): AnswerRewrite {
  if (from === undefined || to === undefined) {
    throw fault('wrong-arguments', `answer ${part} needs a pattern and a replacement.`, kind.place)
  }
  checkReplacement(from, to, false)
  return { part, pattern: from.text, replacement: withFinalDot(to.text) }
}

/** A replacement may use as many groups, `{1}` and so on, as its pattern has. */
function checkReplacement(pattern: Token, replacement: Token, withMetadata: boolean): void {
  const { groups } = patternOf(pattern)
  const used = [...replacement.text.matchAll(/\{(\d{1,3})\}/g)].map((match) => Number(match[1]))
  const foreign = withMetadata ? used.find((group) => group > groups) : undefined
  if (new Set(used).size > groups && !withMetadata) {
    throw fault(
      'invalid-value',
      `"${replacement.text}" uses more groups than its pattern has (${groups}); put parentheses into the pattern.`,
      replacement.place,
    )
  }
  if (foreign !== undefined) {
    throw fault('invalid-value', `The pattern has no group {${foreign}}; it has ${groups}.`, replacement.place)
  }
  const label = withMetadata ? /\{(?!\d+\})(?![^{}/]+\/[^{}]+\})[^}]*\}?/.exec(replacement.text) : null
  if (label !== null)
    throw fault('invalid-value', `"${label[0]}" should be {NUMBER} or {plugin/label}.`, replacement.place)
}

/** CoreDNS adds a final dot to every name, which makes a prefix, or a piece of a name, end at the end of a label. */
function warnAboutDot(rule: RuleWords, match: NameMatch, from: Token): void {
  if ((match !== 'prefix' && match !== 'substring') || from.text.endsWith('.')) return
  rule.context.report({
    severity: 'warning',
    code: 'ineffective',
    message: `CoreDNS matches "${withFinalDot(from.text)}", with a dot at its end, as ${match}; use a regex for less than whole labels.`,
    place: from.place,
  })
}
