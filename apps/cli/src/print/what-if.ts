import type { ProposedObject } from '#libs/what-if'
import type { ProposalAnswer } from '../inquirer/inquirer.js'
import { changedNames, differencesText } from './differences.js'
import type { OutputFormat } from './output-format.js'
import { resolutionText } from './resolution.js'
import { structuredText } from './structured.js'

const SIGNS: Readonly<Record<ProposedObject['action'], string>> = { create: '+', update: '~', delete: '-' }

/** What a proposal would do: objects, records, and the answers to its questions. */
export async function whatIfText({ report, resolutions }: ProposalAnswer, format: OutputFormat): Promise<string> {
  if (format === 'json' || format === 'yaml') return structuredText(format, { ...report, resolutions })
  if (format === 'name')
    return changedNames(report.records)
      .map((name) => `${name}\n`)
      .join('')
  const objects = report.changes.map(({ object, action }) => `${SIGNS[action]} ${object}\n`).join('')
  const records = differencesText(report.records, { wide: format === 'wide' })
  const parts = [objects === '' ? 'No object changes.\n' : `Objects:\n${objects}`, `Records:\n${records}`]
  for (const resolution of resolutions) parts.push(`Afterwards:\n${await resolutionText(resolution, format)}`)
  return parts.join('\n')
}
