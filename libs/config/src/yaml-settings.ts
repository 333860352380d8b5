import { NamescopeError, type ErrorPlace } from '#libs/errors'
import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml'
import { requireOption, type Setting } from './setting.js'

/**
 * The settings in the text of a `namescope.yaml`: one mapping from option names to values; lists may be sequences.
 * @throws NamescopeError `invalid-configuration` with file, line and column
 */
export function yamlSettings(text: string, file: string): Setting[] {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const placeAt = (offset: number, field?: string): ErrorPlace => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line, column: col, ...(field === undefined ? {} : { field }) }
  }
  const [error] = document.errors
  if (error !== undefined) throw new NamescopeError('invalid-configuration', error.message, placeAt(error.pos[0]))
  if (document.contents === null) return []
  if (!isMap(document.contents)) {
    throw new NamescopeError('invalid-configuration', 'the file is not a mapping of options to values', placeAt(0))
  }

  const settings: Setting[] = []
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const place = placeAt((key as Node).range?.[0] ?? 0, name)
    const option = requireOption(name, `"${name}"`, place, (nearest) => `"${nearest.name}"`)
    if (option.key === 'config') {
      throw new NamescopeError('invalid-configuration', 'the file cannot name itself: give --config', place)
    }
    if (value === null || (isScalar(value) && value.value === null)) continue
    const written = valueText(value)
    if (written === undefined) {
      throw new NamescopeError('invalid-configuration', `${name} is not a ${option.type}, nor a list of such`, place)
    }
    settings.push({ option, text: written, written: name, place })
  }
  return settings
}

/** A scalar as written (`1.10` is a version, not a number), or the items of a sequence between commas. */
function valueText(value: unknown): string | undefined {
  if (isScalar(value)) return value.source ?? String(value.value)
  if (!isSeq(value)) return undefined
  const items = value.items.map((item) => (isScalar(item) ? (item.source ?? String(item.value)) : undefined))
  return items.includes(undefined) ? undefined : items.join(',')
}
