import { listItems } from '#libs/cluster-model'
import { countLines, type Piece } from './piece.js'
import { readYaml } from './yaml-document.js'

/** A line `items:` at the top level, with nothing but a comment after it. */
const ITEMS = /^items:[ \t]*(?:#.*)?$/m
const FIRST_DASH = /^( *)-(?=\s)/m

/**
 * The items of a large YAML List, as `kubectl get -o yaml` writes it: a block sequence under `items:`. Exact for valid YAML: what
 * belongs to an item is indented deeper than its dash (YAML 1.2.2 section 8.2). Only aliases from one item to another are lost;
 * nobody writes them at this size. Any other document is one piece.
 */
export function* blockListPieces(text: string, line: number): Generator<Piece> {
  const whole: Piece = { text, line, format: 'yaml' }
  const items = ITEMS.exec(text)
  const afterKey = items === null ? text.length : items.index + items[0].length
  const first = FIRST_DASH.exec(text.slice(afterKey))
  if (items === null || first === null) return yield whole
  const begin = afterKey + first.index
  const indent = first[1]?.length ?? 0
  const end = endOfSequence(text, begin, indent)
  const head = readYaml(text.slice(0, items.index) + text.slice(end), line)
  if ('error' in head) return yield { ...whole, text: text.slice(0, items.index) + text.slice(end) }
  const listHead = { ...(head.value as object | null), items: [] }
  if (listItems(listHead) === undefined) return yield whole

  const dash = new RegExp(`^ {${indent}}-(?=\\s)`, 'gm')
  dash.lastIndex = begin + indent + 1
  let start = begin
  let at = line + countLines(text.slice(0, begin))
  while (start < end) {
    const next = Math.min(dash.exec(text)?.index ?? end, end)
    const piece: Piece = { text: text.slice(start, next), line: at, format: 'yaml', listHead }
    yield piece
    at += countLines(piece.text)
    start = next
  }
}

/** Where the next top-level key stands: the first line that is neither deeper than the dashes, nor a dash, blank or comment. */
function endOfSequence(text: string, begin: number, indent: number): number {
  const after = new RegExp(`^ {0,${indent}}(?![\\s#]|-\\s)`, 'gm')
  after.lastIndex = begin
  return after.exec(text)?.index ?? text.length
}
