import { blockListPieces } from './block-list.js'
import { jsonPieces } from './json-list.js'
import { countLines, type Piece } from './piece.js'

/**
 * Above this size (in characters) a List is cut into its items before it is parsed. The YAML parser needs about a hundred bytes
 * of memory for each byte of text, so a dump of a whole cluster can't go through it at once.
 */
const CUT_LISTS_ABOVE = 256 * 1024

/** YAML 1.2.2 section 9.1: such a line can stand nowhere but between documents, not even inside a scalar. */
const DOCUMENT_MARKER = /^(?:---|\.\.\.)(?=\s|$)/gm

/** The pieces of a text, from top to bottom, cut one at a time. */
export function* pieces(text: string): Generator<Piece> {
  for (const document of documents(text)) {
    const body = document.text.startsWith('---') ? document.text.slice(3) : document.text
    if (/^\s*[{[]/.test(body)) yield* jsonPieces(body, document.line)
    else if (document.text.length > CUT_LISTS_ABOVE) yield* blockListPieces(document.text, document.line)
    else yield { ...document, format: 'yaml' }
  }
}

function* documents(text: string): Generator<{ text: string; line: number }> {
  let start = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  const cut = (end: number) => {
    const document = { text: text.slice(start, end), line }
    line += countLines(document.text)
    start = end
    return document
  }
  for (const marker of text.matchAll(DOCUMENT_MARKER)) {
    const isEnd = marker[0] === '...'
    // Directives (`%YAML 1.2`) belong to the document that the next marker opens.
    if (!isEnd && /^\s*(#.*\n\s*)*%/.test(text.slice(start, marker.index))) continue
    const document = cut(isEnd ? endOfLine(text, marker.index) : marker.index)
    if (document.text.trim() !== '') yield document
  }
  const rest = cut(text.length)
  if (rest.text.trim() !== '') yield rest
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end + 1
}
