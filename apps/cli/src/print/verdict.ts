import type { DirectionVerdict, PolicyVerdict } from '#libs/network-policy'
import type { OutputFormat } from './output-format.js'
import { structuredText } from './structured.js'
import { timeText } from './time.js'

/** A verdict in any format; `name` gives the verdict alone. */
export async function verdictText(verdict: PolicyVerdict, format: OutputFormat): Promise<string> {
  if (format === 'json' || format === 'yaml') return structuredText(format, verdict)
  if (format === 'name') return `${verdict.verdict}\n`
  const lines = [headline(verdict), ...whyLines(verdict), ...verdict.notes.map((note) => `Note: ${note}`)]
  return [...lines, ...(format === 'wide' ? details(verdict) : [])].map((line) => `${line}\n`).join('')
}

function headline({ verdict, from, to, port, protocol }: PolicyVerdict): string {
  return `${from} to ${to}, ${protocol}${port === undefined ? '' : ` port ${port}`}: ${verdict.replace('-', ' ')}`
}

/** One line for each end, unless both ends say the same. */
function whyLines({ egress, ingress }: PolicyVerdict): string[] {
  if (egress.text === ingress.text) return [`Why: ${sentence(egress)}`]
  return [`Egress: ${sentence(egress)}`, `Ingress: ${sentence(ingress)}`]
}

function sentence({ text }: DirectionVerdict): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function details({ egress, ingress, cluster, revision, observedAt }: PolicyVerdict): string[] {
  const isolation = Object.entries({ egress, ingress }).flatMap(([direction, { isolatedBy }]) =>
    isolatedBy.length === 0 ? [] : [`Isolated for ${direction} by: ${isolatedBy.join(', ')}`],
  )
  return [...isolation, `Revision: ${revision} of ${cluster}, observed ${timeText(observedAt)}`]
}
