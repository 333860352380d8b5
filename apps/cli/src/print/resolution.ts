import { parseDomainName, type PresentedRecord } from '#libs/dns-model'
import type { Resolution } from '#libs/resolver'
import type { LookUpResult, Walk } from '#libs/trace'
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
export async function resolutionText(resolution: LookUpResult, format: OutputFormat): Promise<string> {
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

function whyInOneLine({ reasons = [], notes = [], walk }: LookUpResult): string[] {
  const why = reasons.length === 0 ? [] : [`Why: ${reasons.map(({ text }) => text).join(' ')}`]
  const asked = walk === undefined ? [] : [walkInOneLine(walk)]
  return [...why, ...asked, ...suggestions(reasons), ...notes.map((note) => `Note: ${note}`)]
}

function everythingElse(resolution: LookUpResult): string[] {
  const { reasons = [], notes = [], authority, additional, walk } = resolution
  return [
    ...reasons.map(({ text }) => `Why: ${text}`),
    ...suggestions(reasons),
    ...notes.map((note) => `Note: ${note}`),
    ...(walk === undefined ? [] : walkLines(walk)),
    ...authority.map((record) => `Authority: ${recordText(record)}`),
    ...additional.map((record) => `Additional: ${recordText(record)}`),
    `Revision: ${resolution.revision} of ${resolution.cluster}, observed ${timeText(resolution.observedAt)}`,
  ]
}

/** How many questions it took, which is what ndots and the search list cost. */
function walkInOneLine(walk: Walk): string {
  const { questions, namespace, pod } = walk
  const asker = pod === undefined ? `namespace ${namespace}` : `pod ${namespace}/${pod}`
  const wasted = questions.length - 1
  const count = wasted === 0 ? '1 question' : `${questions.length} questions, of which ${wasted} led nowhere`
  const asIs = parseDomainName(walk.name)
  if (questions.some(({ name }) => name !== asIs)) return `Asked: ${count}, through the search list of ${asker}.`
  const why = walk.name.endsWith('.') ? 'the name ends in a dot' : `the name has ${walk.resolvConf.ndots} dots or more`
  return `Asked: ${count}, past the search list of ${asker}: ${why}.`
}

function walkLines(walk: Walk): string[] {
  return [
    walkInOneLine(walk),
    ...walk.questions.map(
      ({ name, type, outcome, data }) => `  ${name} ${type}: ${data.length > 0 ? data.join(', ') : outcome}`,
    ),
    ...walk.assumptions.map((assumption) => `Assumed: ${assumption}`),
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
