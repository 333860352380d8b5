import type { PresentedRecord } from '#libs/dns-model'
import type { Resolution } from '#libs/resolver'

/** Where dig begins the TTL, class, type and data of a record, in characters. */
const COLUMNS = [24, 32, 40, 48]
const TAB = 8

/** A resolution as dig writes a reply. What never went over a wire has no message id and no times. */
export function digText(resolution: Resolution): string {
  const { question, rcode, records, authority, additional } = resolution
  const lines = [`; <<>> namescope <<>> ${question.name} ${question.type}`]
  if (rcode === undefined) {
    const missing = resolution.undecidable
    lines.push(`;; no answer: ${resolution.outcome.toLowerCase()}${missing === undefined ? '' : ` (${missing})`}`)
  } else {
    const flags = ['qr', ...(resolution.authoritative === true ? ['aa'] : []), 'rd']
    const counts = `ANSWER: ${records.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length}`
    lines.push(
      ';; Got answer:',
      `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: 0`,
      `;; flags: ${flags.join(' ')}; QUERY: 1, ${counts}`,
    )
  }
  lines.push('', ';; QUESTION SECTION:', inColumns(`;${question.name}`, ['IN', question.type], COLUMNS.slice(1)))
  const sections = { ANSWER: records, AUTHORITY: authority, ADDITIONAL: additional }
  for (const [title, section] of Object.entries(sections)) {
    if (section.length > 0) lines.push('', `;; ${title} SECTION:`, ...section.map(recordLine))
  }
  lines.push('')
  for (const { text } of resolution.reasons ?? []) lines.push(`;; WHY: ${text}`)
  for (const note of resolution.notes ?? []) lines.push(`;; NOTE: ${note}`)
  lines.push(`;; SERVER: ${resolution.cluster}, revision ${resolution.revision}`)
  return `${lines.join('\n')}\n`
}

function recordLine({ name, ttl, type, data }: PresentedRecord): string {
  return inColumns(name, [String(ttl), 'IN', type, data], COLUMNS)
}

/** Each word begins at its column, reached by tabs; a column that is passed already is a blank further. */
function inColumns(first: string, words: readonly string[], columns: readonly number[]): string {
  let line = first
  let width = first.length
  words.forEach((word, i) => {
    const start = Math.max(columns[i] ?? 0, width + 1)
    const tabs = Math.floor(start / TAB) - Math.floor(width / TAB)
    const afterTabs = tabs > 0 ? Math.floor(start / TAB) * TAB : width
    line += '\t'.repeat(tabs) + ' '.repeat(start - afterTabs) + word
    width = start + word.length
  })
  return line
}
