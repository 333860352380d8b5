import type { PresentedRecord } from '#libs/dns-model'
import type { Resolution } from '#libs/resolver'
import { digText } from './dig.js'
import type { OutputFormat } from './output-format.js'
import { structuredText } from './structured.js'
import { tableText, type Column } from './table.js'
import { timeText } from './time.js'

const COLUMNS: readonly Column<PresentedRecord>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'TYPE', cell: ({ type }) => type },
  { header: 'TTL', cell: ({ ttl }) => String(ttl) },
  { header: 'DATA', cell: ({ data }) => data },
  { header: 'NAMESPACE', cell: ({ namespace }) => namespace ?? '<none>', wide: true },
]

/** A resolution in any format, with its final line break. `short` and `name` write nothing when there are no records. */
export async function resolutionText(resolution: Resolution, format: OutputFormat): Promise<string> {
  switch (format) {
    case 'json':
    case 'yaml':
      return structuredText(format, resolution)
    case 'dig':
      return digText(resolution)
    case 'short':
      return lines(resolution.records.map(({ data }) => data))
    case 'name':
      return lines([...new Set(resolution.records.map(({ name }) => name))])
    case 'table':
      return answerText(resolution, false) + lines(whyInOneLine(resolution))
    case 'wide':
      return answerText(resolution, true) + lines(everythingElse(resolution))
  }
}

function answerText(resolution: Resolution, wide: boolean): string {
  const { question, records } = resolution
  if (records.length > 0) return `${tableText(COLUMNS, records, wide)}\n`
  return `${question.name} ${question.type}: ${outcomeText(resolution)}\n`
}

/** What came instead of records, in the words of DNS where it has them. */
export function outcomeText({ outcome, rcode, undecidable }: Resolution): string {
  switch (outcome) {
    case 'Answer':
      return 'NOERROR'
    case 'NoData':
      return 'NODATA'
    case 'Undecidable':
      return `undecidable (${undecidable ?? 'a fact is missing'})`
    case 'Forbidden':
      return 'forbidden (outside your namespaces)'
    default:
      return rcode ?? outcome
  }
}

function whyInOneLine({ reasons = [], notes = [] }: Resolution): string[] {
  const why = reasons.length === 0 ? [] : [`Why: ${reasons.map(({ text }) => text).join(' ')}`]
  return [...why, ...suggestions(reasons), ...notes.map((note) => `Note: ${note}`)]
}

function everythingElse(resolution: Resolution): string[] {
  const { reasons = [], notes = [], authority, additional } = resolution
  return [
    ...reasons.map(({ text }) => `Why: ${text}`),
    ...suggestions(reasons),
    ...notes.map((note) => `Note: ${note}`),
    ...authority.map((record) => `Authority: ${recordText(record)}`),
    ...additional.map((record) => `Additional: ${recordText(record)}`),
    `Revision: ${resolution.revision} of ${resolution.cluster}, observed ${timeText(resolution.observedAt)}`,
  ]
}

/** Names that can be asked for next, as they would be pasted. */
function suggestions(reasons: readonly { readonly suggestion?: string }[]): string[] {
  const names = new Set(reasons.flatMap(({ suggestion }) => suggestion ?? []))
  return [...names].map((name) => `Try: ${name}`)
}

function recordText({ name, ttl, type, data }: PresentedRecord): string {
  return `${name} ${ttl} IN ${type} ${data}`
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('')
}
