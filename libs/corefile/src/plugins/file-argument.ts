import type { GivenFile } from '../given-files.js'
import type { Token } from '../syntax/lexer.js'
import type { StanzaContext } from './plugin-form.js'

/** The file that an argument names; `undefined`, and a warning that says what follows, when it was not given. */
export function fileOf(token: Token, what: string, consequence: string, context: StanzaContext): GivenFile | undefined {
  const file = context.files.read(token.text)
  if (file !== undefined) return file
  context.report({
    severity: 'warning',
    code: 'file-not-given',
    message: `The ${what} ${token.text} is not among the files given (mounted ConfigMaps, or the folder given by option), so ${consequence}.`,
    place: token.place,
  })
  return undefined
}
