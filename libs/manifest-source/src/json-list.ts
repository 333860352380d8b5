import { listItems } from '#libs/cluster-model'
import { countLines, type Piece } from './piece.js'

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])
const COMMA = 0x2c

/**
 * A JSON document in pieces: the elements of its top-level `items`, or the whole where there is none. The scan only counts
 * brackets and skips strings; whether it is JSON at all is for the parser to say.
 */
export function* jsonPieces(text: string, line: number): Generator<Piece> {
  const begin = beginOfItems(text)
  const listHead = begin === undefined ? undefined : headOfList(text, begin)
  if (begin === undefined || listHead === undefined) return yield { text, line, format: 'json' }
  let at = line
  let counted = 0
  const pieceOf = (start: number, end: number): Piece => {
    at += countLines(text.slice(counted, start))
    counted = start
    return { text: text.slice(start, end), line: at, format: 'json', listHead }
  }
  let last = begin
  for (const [start, end] of elements(text, begin)) {
    yield pieceOf(start, end)
    last = end
  }
  // Brackets that don't match: what follows is no part of the List, and must not go unread without a word.
  if (listWithout(text, begin, last) === undefined) yield pieceOf(last, text.length)
}

/** The List without its items. In nearly every case the last bracket of the text closes them. */
function headOfList(text: string, begin: number): object | undefined {
  return listWithout(text, begin, text.lastIndexOf(']')) ?? listWithout(text, begin, endOfArray(text, begin))
}

function listWithout(text: string, begin: number, end: number): object | undefined {
  try {
    const head: unknown = JSON.parse(text.slice(0, begin) + text.slice(end))
    return listItems(head) === undefined ? undefined : (head as object)
  } catch {
    return undefined
  }
}

/** Where the top-level `items` begin, after the bracket; `undefined` when there are none. */
function beginOfItems(text: string): number | undefined {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      const end = endOfString(text, i)
      const isKey = depth === 1 && text.slice(i + 1, end) === 'items'
      const opening = isKey ? /^"\s*:\s*\[(?!\s*\])/.exec(text.slice(end, end + 64)) : null
      if (opening !== null) return end + opening[0].length
      i = end
    } else if (OPENING.has(code)) depth++
    else if (CLOSING.has(code)) depth--
  }
  return undefined
}

function endOfArray(text: string, begin: number): number {
  let last = begin
  for (const [, end] of elements(text, begin)) last = end
  return last
}

/** Start (at its first character) and end of each element, up to the bracket that closes the array. */
function* elements(text: string, begin: number): Generator<[start: number, end: number]> {
  let depth = 0
  let start = -1
  for (let i = begin; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (depth === 0 && (code === COMMA || CLOSING.has(code))) {
      yield [Math.max(start, begin), i]
      if (code !== COMMA) return
      start = -1
      continue
    }
    if (start < 0 && code > SPACE) start = i
    if (code === QUOTE) i = endOfString(text, i)
    else if (OPENING.has(code)) depth++
    else if (CLOSING.has(code)) depth--
  }
  yield [Math.max(start, begin), text.length]
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i++
    else if (code === QUOTE) return i
  }
  return text.length
}
