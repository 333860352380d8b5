/** A stretch of a manifest text that is parsed by itself: a document, or one item of a List. */
export interface Piece {
  readonly text: string
  /** Where it starts in the file, counted from 1. */
  readonly line: number
  readonly format: 'yaml' | 'json'
  /** For an item cut out of a List: the List without its items. */
  readonly listHead?: object
}

/** Line ends in a text. */
export function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
