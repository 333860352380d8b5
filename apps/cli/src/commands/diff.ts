import type { Command } from 'commander'
import { usageError } from '../failure.js'
import { withClusterFlags, withOutputFlag, type ClusterFlags, type OutputFlags } from '../flags/question-flags.js'
import type { ComparedMoment, Comparison } from '../inquirer/inquirer.js'
import { openServer } from '../inquirer/open-inquirer.js'
import type { ExitCode, Io } from '../io.js'
import { changedNames, differencesText } from '../print/differences.js'
import { structuredText } from '../print/structured.js'
import { timeText } from '../print/time.js'
import type { Run } from '../run.js'

type DiffFlags = ClusterFlags & OutputFlags & { readonly source?: string; readonly otherSource?: string }

const EXAMPLES = `
Examples:
  # since a quarter of an hour ago; since a snapshot; between two revisions
  namescope diff -15m
  namescope diff before-rollout
  namescope diff 1.1 1.4

  # two folders of manifests, without a server
  namescope diff --source manifests:before --other-source manifests:after

Exit codes: 0 no difference; 1 differences; 2 wrong usage or failure.`

/** `namescope diff FROM [TO]`, or of two sources */
export function defineDiff(program: Command, { io, exit }: Run): void {
  const trimmed = (text: string): string => text.trim()
  const command = program
    .command('diff')
    .description('Compare the records of two moments that a server knows, or of two sources.')
    .argument('[from]', 'the earlier moment: a time, a time ago (-15m), a revision (1.42) or a snapshot', trimmed)
    .argument('[to]', 'the later one; now when there is none', trimmed)
    .option('--other-source <source>', 'The source to compare --source with.')
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withOutputFlag(command)).action(
    async (from: string | undefined, to: string | undefined, flags: DiffFlags) => {
      exit(await print(io, await compare(io, from, to, flags), flags))
    },
  )
}

async function compare(
  io: Io,
  from: string | undefined,
  to: string | undefined,
  flags: DiffFlags,
): Promise<Comparison> {
  if (flags.otherSource !== undefined) {
    if (from !== undefined) throw usageError('Two sources have no history: give moments or --other-source, not both.')
    const { compareSources } = await import('../inquirer/compare-sources.js')
    return compareSources(io, flags, flags.otherSource)
  }
  if (from === undefined) {
    throw usageError('Compared with what? Give a moment such as -15m, 1.42 or a snapshot, or --other-source SOURCE.')
  }
  if (flags.source !== undefined) {
    throw usageError(
      'A source on its own has no history: add --other-source, or leave it out to ask a server.',
      '--source',
    )
  }
  const { compareMoments } = await import('../inquirer/server-history.js')
  return compareMoments(await openServer(io, flags), { cluster: flags.cluster, from, to })
}

async function print(io: Io, comparison: Comparison, { output }: OutputFlags): Promise<ExitCode> {
  const { from, to, differences } = comparison
  if (output === 'json' || output === 'yaml') io.stdout.write(await structuredText(output, comparison))
  else if (output === 'name')
    io.stdout.write(
      changedNames(differences)
        .map((name) => `${name}\n`)
        .join(''),
    )
  else {
    const heading = `${momentText(from)} -> ${momentText(to)}\n`
    io.stdout.write(heading + differencesText(differences, { wide: output === 'wide' }))
  }
  return differences.length === 0 ? 0 : 1
}

function momentText({ cluster, revision, observedAt }: ComparedMoment): string {
  return `${cluster} ${revision} (${timeText(observedAt)})`
}
