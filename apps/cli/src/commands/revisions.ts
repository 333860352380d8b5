import type { Command } from 'commander'
import { usageError } from '../failure.js'
import { withClusterFlags, withOutputFlag, type ClusterFlags, type OutputFlags } from '../flags/question-flags.js'
import { openServer } from '../inquirer/open-inquirer.js'
import type { ListedRevision, RevisionPage } from '../inquirer/server-history.js'
import { structuredText } from '../print/structured.js'
import { tableText, type Column } from '../print/table.js'
import { timeText } from '../print/time.js'
import type { Run } from '../run.js'

type RevisionsFlags = ClusterFlags & OutputFlags & { readonly limit: number }

const EXAMPLES = `
Examples:
  # the newest revisions, and what one of them changed
  namescope revisions
  namescope diff 1.3 1.4

  # more of them, from a named server
  namescope revisions --limit 200 --server http://127.0.0.1:8080

The history is kept by a server: the one of --server, else the one at the configured HTTP address.
Exit codes: 0 there are revisions; 1 there are none; 2 wrong usage or failure.`

const DEFAULT_LIMIT = 20
/** The most that the server lists at once. */
const HIGHEST_LIMIT = 500

const COLUMNS: readonly Column<ListedRevision>[] = [
  { header: 'REVISION', cell: ({ revision }) => revision },
  { header: 'OBSERVED', cell: ({ observedAt }) => timeText(observedAt) },
  { header: 'KIND', cell: ({ kind }) => kind },
  { header: 'CHANGES', cell: ({ changes }) => (changes === undefined ? '<unknown>' : String(changes)) },
  { header: 'NOTE', cell: ({ note }) => note ?? '' },
]

/** `namescope revisions` */
export function defineRevisions(program: Command, { io, exit }: Run): void {
  const command = program
    .command('revisions')
    .description('List the newest revisions of a cluster: when each was observed, and how many objects changed.')
    .option('--limit <number>', `How many, 1 to ${HIGHEST_LIMIT}.`, parseLimit, DEFAULT_LIMIT)
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withOutputFlag(command)).action(async (flags: RevisionsFlags) => {
    const { listRevisions } = await import('../inquirer/server-history.js')
    const page = await listRevisions(await openServer(io, flags), flags.cluster, flags.limit)
    io.stdout.write(await revisionsText(page, flags))
    exit(page.revisions.length === 0 ? 1 : 0)
  })
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0 && limit <= HIGHEST_LIMIT) return limit
  throw usageError(`"${text}" is not a number from 1 to ${HIGHEST_LIMIT}.`, '--limit')
}

async function revisionsText(page: RevisionPage, { output }: OutputFlags): Promise<string> {
  if (output === 'json' || output === 'yaml') return structuredText(output, page)
  if (output === 'name') return page.revisions.map(({ revision }) => `${revision}\n`).join('')
  return tableText(COLUMNS, page.revisions, output === 'wide')
}
