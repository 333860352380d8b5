import { firstReleaseOf } from './plugin-order.js'
import { environmentNames } from './syntax/environment.js'
import { tokenize, type Token } from './syntax/lexer.js'

/** Where plugins of CoreDNS's own builds take secrets: the arguments (from 0) of a line in their block. */
const SECRET_ARGUMENTS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  tsig: { secret: [1] },
  route53: { aws_access_key: [0, 1] },
  azure: { secret: [0] },
  etcd: { credentials: [1] },
  nomad: { token: [0] },
}
/** A plugin of a custom build may take a secret wherever a line is called so. */
const SUSPICIOUS = /secret|password|passwd|token|credential|api_?key|access_?key|private_?key/i

/**
 * The Corefile with a digest in the place of each secret, and everything else as it was: keys of tsig, of cloud providers, of
 * nomad, the password of etcd, and in plugins of custom builds whatever a line holds whose name sounds like a secret. Works on
 * files that a Corefile imports, too, but not on files of another form (zone files, hosts files). A word that is a reference to the environment only, `{$NAME}`, stays.
 * @param digest Gives one word: no blanks, quotes, braces or `#`.
 */
export function redactCorefile(text: string, digest: (secret: string) => string): string {
  let redacted = ''
  let end = 0
  for (const token of secretTokens(text)) {
    if (isReference(token)) continue
    const quote = text.charAt(token.start) === '"' ? '"' : ''
    redacted += `${text.slice(end, token.start)}${quote}${digest(token.text)}${quote}`
    end = token.end
  }
  return redacted + text.slice(end)
}

/** The environment variables whose values stand in the place of secrets. */
export function secretEnvironmentNames(text: string): string[] {
  return secretTokens(text).flatMap((token) => environmentNames(token.text))
}

function isReference(token: Token): boolean {
  return /^(\{\$[^{}]+\}|\{%[^{}]+%\})$/.test(token.text)
}

/** The words that are secrets, in the text's order. */
function secretTokens(text: string): Token[] {
  const secrets: Token[] = []
  const enclosing: string[] = []
  let line: Token[] = []
  const endLine = (isOpening: boolean) => {
    // A line that opens a block at the top names zones, or is a directive of an imported piece.
    if (enclosing.length > 0 || !isOpening) secrets.push(...secretsOfLine(enclosing, line))
    if (isOpening) enclosing.push(line[0]?.text ?? '')
    line = []
  }
  for (const token of tokenize(text, '')) {
    if (token.text === '{') {
      endLine(true)
    } else {
      if (token.text === '}' || line[0]?.place.line !== token.place.line) endLine(false)
      if (token.text === '}') enclosing.pop()
      else line.push(token)
    }
  }
  endLine(false)
  return secrets
}

function secretsOfLine(enclosing: readonly string[], line: readonly Token[]): Token[] {
  const [name, ...words] = line
  if (name === undefined) return []
  const owner = enclosing.findLast((word) => firstReleaseOf(word) !== undefined)
  if (owner !== undefined) return pick(words, SECRET_ARGUMENTS[owner]?.[name.text] ?? [])
  // A directive of CoreDNS's own, or a piece of a file whose plugin stands elsewhere.
  if (firstReleaseOf(name.text) !== undefined) return []
  const anywhere = Object.values(SECRET_ARGUMENTS).flatMap((lines) => lines[name.text] ?? [])
  if (anywhere.length > 0 && enclosing.length === 0) return pick(words, anywhere)
  return SUSPICIOUS.test(name.text) ? words : []
}

function pick(words: readonly Token[], positions: readonly number[]): Token[] {
  return words.filter((_, position) => positions.includes(position))
}
