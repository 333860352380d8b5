import { fault } from '../problem.js'
import type { CorefilePlace } from '../settings.js'
import type { Token } from '../syntax/lexer.js'
import type { StanzaContext } from './plugin-form.js'

/** A rule as its words: mode and field taken off. */
export interface RuleWords {
  readonly mode: 'stop' | 'continue'
  readonly words: readonly Token[]
  readonly place: CorefilePlace
  readonly context: StanzaContext
}

/** The words of a rule when their number lies in a range. */
export function wordsOf(rule: RuleWords, least: number, most: number, usage: string): readonly Token[] {
  if (rule.words.length >= least && rule.words.length <= most) return rule.words
  const place = (rule.words[most] ?? rule.words.at(-1))?.place ?? rule.place
  throw fault('wrong-arguments', `Write "rewrite [continue|stop] ${usage}".`, place)
}
