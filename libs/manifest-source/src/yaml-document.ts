import {
  Composer,
  isAlias,
  isNode,
  isScalar,
  LineCounter,
  Parser,
  visit,
  type CST,
  type Document,
  type ScalarTag,
  type YAMLError,
} from 'yaml'

/** One parsed document, or where and why it can't be parsed. */
export type YamlResult =
  | {
      /** Plain JSON values. */
      readonly value: unknown
      /** The line of a field such as `spec.ports[0].port`; of the nearest field above it where it is missing. */
      readonly lineOf: (field: string) => number
      /** Keys that stand twice in one map: the later value counts. */
      readonly repeatedKeys: readonly { readonly key: string; readonly line: number }[]
    }
  | { readonly error: string; readonly line: number }

/** Characters of one YAML document. An object in etcd has at most 1.5 MiB, so only a List in an unusual form is longer. */
export const LONGEST_DOCUMENT = 8 * 1024 * 1024
/** With aliases a document can grow a hundredfold (`maxAliasCount`), so it must be shorter. */
const LONGEST_WITH_ALIASES = 256 * 1024

/** Documents and lines that are worth the repeated parsing. */
const LONGEST_REPAIRED = 64 * 1024
const MOST_INDENTED_LINES = 64
const INDENT = ' '.repeat(40)

/** Levels of maps and lists within each other. An object of the API has hardly 30. */
const DEEPEST = 200

/** kubectl reads YAML 1.1's words for true and false (go-yaml); a label `on` without quotes is as wrong here as there. */
const YAML_1_1_BOOLEAN: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  resolve: (text) => /^(?:y|on)/i.test(text),
}

/** Parses one document whose first line is `firstLine` of its file. Never throws for what the text holds. */
export function readYaml(text: string, firstLine: number): YamlResult {
  if (text.length > LONGEST_DOCUMENT) {
    const size = `${Math.ceil(text.length / 1024 / 1024)} MiB`
    return { line: firstLine, error: `the YAML document is too long (${size}): at most 8 MiB, or any length as JSON` }
  }
  try {
    const { document, lines } = parseLeniently(text)
    const lineAt = (offset: number) => firstLine + lines.linePos(offset).line - 1
    const [error] = document.errors
    // What is missing at the end is missing on the last line that says something.
    if (error !== undefined)
      return { line: lineAt(Math.min(error.pos[0], text.trimEnd().length)), error: error.message }
    const { hasAliases, repeatedKeys } = inspect(document)
    if (hasAliases && text.length > LONGEST_WITH_ALIASES)
      return { line: firstLine, error: 'the YAML document is too long for one with aliases: at most 256 KiB' }
    return {
      // Through JSON text, so that no string holds on to the text of the whole file, and no alias to a shared part.
      value: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null)),
      lineOf: (field) => lineAt(offsetOf(document, field)),
      repeatedKeys: repeatedKeys.map(({ key, offset }) => ({ key, line: lineAt(offset) })),
    }
  } catch (error) {
    // A ReferenceError: aliases without an anchor, or with more copies than `maxAliasCount` allows.
    if (error instanceof ReferenceError || error instanceof RangeError) return { line: firstLine, error: error.message }
    throw error
  }
}

interface Parsed {
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

/**
 * Parses, and where lines of a quoted scalar are not indented as YAML 1.2 wants them (section 7.3), indents them and tries again:
 * kubectl's parser takes them at any depth, and leading spaces of such lines mean nothing. Of a text that stays wrong, the first
 * errors are given.
 */
function parseLeniently(text: string): Parsed {
  const first = parse(text)
  let current = first
  let repaired: string | undefined = text
  for (let lines = 0; lines < MOST_INDENTED_LINES && current.document.errors.length > 0; lines++) {
    repaired = indentQuotedLine(repaired, current.document.errors[0])
    if (repaired === undefined) return first
    current = parse(repaired)
  }
  return current.document.errors.length > 0 ? first : current
}

function parse(text: string): Parsed {
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  if (tokens.some(isTooDeep)) throw new RangeError(`the document is nested deeper than ${DEEPEST} levels`)
  const composer = new Composer({
    merge: true,
    prettyErrors: false,
    // The library's own check is quadratic in the number of keys.
    uniqueKeys: false,
    customTags: (tags) => [...tags, YAML_1_1_BOOLEAN],
  })
  const [document] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed>
  if (document === undefined) throw new Error('a composer that is forced gives a document')
  return { document, lines }
}

/** The parser works without recursion, what comes after it does not, and a full stack can end the whole process. */
function isTooDeep(token: CST.Token): boolean {
  const open: { node: CST.Token | null | undefined; depth: number }[] = [{ node: token, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next
    if (depth > DEEPEST) return true
    if (node?.type === 'document') open.push({ node: node.value, depth })
    if (node && 'items' in node)
      for (const { key, value } of node.items)
        open.push({ node: key, depth: depth + 1 }, { node: value, depth: depth + 1 })
  }
  return false
}

/** The text with the line after the error indented, if the error is a quoted scalar that broke off at the end of a line. */
function indentQuotedLine(text: string, error: YAMLError | undefined): string | undefined {
  const end = error?.pos[0] ?? text.length
  const brokeOff = error?.code === 'MISSING_CHAR' && error.message.startsWith('Missing closing')
  if (!brokeOff || end >= text.length - 1 || text.length > LONGEST_REPAIRED) return undefined
  const lineStart = text.indexOf('\n', end) + 1
  return text.slice(0, lineStart) + INDENT + text.slice(lineStart)
}

function inspect(document: Document.Parsed): { hasAliases: boolean; repeatedKeys: { key: string; offset: number }[] } {
  let hasAliases = false
  const repeatedKeys: { key: string; offset: number }[] = []
  visit(document, {
    Alias: () => {
      hasAliases = true
    },
    Map: (_, map) => {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue
        if (seen.has(key.value)) repeatedKeys.push({ key: String(key.value), offset: key.range?.[0] ?? 0 })
        seen.add(key.value)
      }
    },
  })
  return { hasAliases, repeatedKeys }
}

/** One step of a field path: `name`, `["a.b/c"]` or `[3]`. */
const STEP = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g

function offsetOf(document: Document.Parsed, field: string): number {
  let offset = document.contents?.range[0] ?? 0
  const path: (string | number)[] = []
  for (const [, quoted, index, plain] of field.matchAll(STEP)) {
    path.push(index === undefined ? (plain ?? JSON.parse(`"${quoted}"`)) : Number(index))
    const node = document.getIn(path, true)
    if (isAlias(node) || !isNode(node)) break
    offset = node.range?.[0] ?? offset
  }
  return offset
}
