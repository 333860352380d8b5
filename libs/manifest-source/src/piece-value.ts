import { listItems } from '#libs/cluster-model'
import type { Piece } from './piece.js'
import { LONGEST_DOCUMENT, readYaml, type YamlResult } from './yaml-document.js'

/** A JSON value out of a manifest, and the lines of its fields; or why there is none. */
export type PieceValue = YamlResult

/** Parses one piece. */
export function pieceValue(piece: Piece): PieceValue {
  const parsed = piece.format === 'json' ? readJson(piece) : readYaml(piece.text, piece.line)
  if (piece.listHead === undefined || 'error' in parsed) return parsed
  // A YAML item was cut out with its dash, and so is a list of one.
  const isSequence = piece.format === 'yaml' && Array.isArray(parsed.value)
  const item: unknown = isSequence ? (parsed.value as unknown[])[0] : parsed.value
  return {
    ...parsed,
    value: listItems({ ...piece.listHead, items: [item] })?.[0],
    lineOf: isSequence ? (field) => parsed.lineOf(field === '' ? '[0]' : `[0].${field}`) : parsed.lineOf,
  }
}

/** By JSON.parse, which is a thousand times faster. What is wrong with a text, and where, the YAML parser says. */
function readJson({ text, line }: Piece): PieceValue {
  try {
    const value: unknown = JSON.parse(text)
    const lineOf = (field: string) => {
      const slowly = field === '' ? undefined : readYaml(text, line)
      return slowly === undefined || 'error' in slowly ? line : slowly.lineOf(field)
    }
    return { value, lineOf, repeatedKeys: [] }
  } catch (error) {
    return text.length > LONGEST_DOCUMENT ? { error: (error as Error).message, line } : readYaml(text, line)
  }
}
