import { createHash, timingSafeEqual } from 'node:crypto'
import { FULL_SCOPE, scopeOf } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import type { Caller } from './caller.js'

/** A caller with the digest of their token; the token itself is not kept. */
export interface TokenEntry {
  readonly caller: Caller
  readonly digest: Buffer
}

const SHORTEST_TOKEN = 16
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]*$/
/** A namespace is a DNS label (RFC 1123). */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/**
 * Reads lines of `NAME TOKEN NAMESPACES`; namespaces are separated by commas, `*` is all of them, `#` begins a comment.
 * @throws NamescopeError `invalid-configuration` with file and line. The message never holds a token.
 */
export function parseTokenList(text: string, file: string): readonly TokenEntry[] {
  const entries = new Map<string, TokenEntry>()
  text.split(/\r?\n/).forEach((line, index) => {
    const fields = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (fields[0] === '') return
    const entry = parseEntry(fields, (message, field) => {
      throw new NamescopeError('invalid-configuration', message, { file, line: index + 1, field })
    })
    entries.set(entry.digest.toString('base64'), entry)
  })
  return [...entries.values()]
}

function parseEntry(fields: readonly string[], refuse: (message: string, field: string) => never): TokenEntry {
  const [name, token, namespaces] = fields
  if (name === undefined || token === undefined || namespaces === undefined || fields.length > 3) {
    return refuse('A line is NAME TOKEN NAMESPACES, such as: ci 6f1c...e0 team-a,team-b', 'line')
  }
  if (!NAME.test(name)) refuse(`"${name}" is not a caller's name: letters, digits, ".", "_", "@" and "-".`, 'name')
  if (token.length < SHORTEST_TOKEN) refuse(`The token of "${name}" is too short; use at least 16 characters.`, 'token')
  if (namespaces === '*') return { caller: { name, scope: FULL_SCOPE }, digest: digestOf(token) }
  const list = namespaces.split(',')
  const wrong = list.find((namespace) => !NAMESPACE.test(namespace))
  if (wrong !== undefined) {
    refuse(`"${wrong}" is not a namespace; write team-a,team-b without spaces, or * for all.`, 'namespaces')
  }
  return { caller: { name, scope: scopeOf(list) }, digest: digestOf(token) }
}

/**
 * The caller whose token this is. Digests are compared, all of them and each in constant time, so that neither the length nor
 * the first wrong character of a guess shows in the time it takes.
 */
export function findCaller(entries: readonly TokenEntry[], token: string): Caller | undefined {
  const digest = digestOf(token)
  let found: Caller | undefined
  for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry.caller
  return found
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
