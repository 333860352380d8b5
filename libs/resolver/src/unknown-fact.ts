import type { Answer } from '#libs/dns-model'
import { bareReply } from './reply.js'

/** Something that an expression or a template asks for and that is not known here, or not modelled. Never leaves the library. */
export class UnknownFact extends Error {
  override readonly name = 'UnknownFact'

  constructor(readonly fact: string) {
    super(fact)
  }
}

/** What was computed, or the fact that it lacks. */
export function attempt<T>(compute: () => T): T | UnknownFact {
  try {
    return compute()
  } catch (error) {
    if (error instanceof UnknownFact) return error
    throw error
  }
}

/** The answer that says what it lacks. `what` names the rule and its place: `The view "inside" (Corefile:3)`. */
export function undecidable({ fact }: UnknownFact, what: string, explains: boolean): Answer {
  const reasons = [{ code: 'not-decidable', text: `${what} depends on something that is not known here: ${fact}.` }]
  return { ...bareReply('SERVFAIL', explains ? reasons : undefined), undecidable: fact }
}
