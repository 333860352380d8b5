import { fault } from '../problem.js'
import type { Token } from './lexer.js'

/** Tells the value of an environment variable; an unset one is empty in CoreDNS. */
export type EnvironmentLookup = (name: string, token: Token) => string

const FORMS = [
  { open: '{%', close: '%}' },
  { open: '{$', close: '}' },
] as const
/** A value may hold references again, so replacing might never end. */
const MAX_REPLACEMENTS = 100
const MAX_LENGTH = 100_000

/**
 * The word with `{%NAME%}` and then `{$NAME}` replaced. The result stays one word, whatever the value holds.
 * @throws CorefileFault `limit-exceeded` when values refer to themselves.
 */
export function replaceEnvironment(token: Token, lookup: EnvironmentLookup): Token {
  let text = token.text
  let replacements = 0
  for (const form of FORMS) {
    for (let found = firstReference(text, form); found !== undefined; found = firstReference(text, form)) {
      const value = lookup(found.name, token)
      text = text.replaceAll(found.reference, () => value)
      replacements++
      if (replacements > MAX_REPLACEMENTS || text.length > MAX_LENGTH) {
        throw fault(
          'limit-exceeded',
          `The environment variables in "${token.text.slice(0, 60)}" refer to one another without end; ` +
            `give them values that hold no references.`,
          token.place,
        )
      }
    }
  }
  return text === token.text ? token : { ...token, text }
}

/** The names of the variables that a word refers to, as written (values that hold references are not looked into). */
export function environmentNames(text: string): string[] {
  const names: string[] = []
  for (const form of FORMS) {
    let rest = text
    for (let found = firstReference(rest, form); found !== undefined; found = firstReference(rest, form)) {
      names.push(found.name)
      rest = rest.replaceAll(found.reference, '')
    }
  }
  return names
}

function firstReference(
  text: string,
  form: { readonly open: string; readonly close: string },
): { readonly name: string; readonly reference: string } | undefined {
  const start = text.indexOf(form.open)
  if (start < 0) return undefined
  const nameStart = start + form.open.length
  const end = text.indexOf(form.close, start)
  if (end <= nameStart) return undefined
  return { name: text.slice(nameStart, end), reference: text.slice(start, end + form.close.length) }
}
