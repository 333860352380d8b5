import type { Command } from 'commander'
import { usageError } from '../failure.js'
import {
  withClusterFlags,
  withMomentFlag,
  withOutputFlag,
  type ClusterFlags,
  type MomentFlags,
  type OutputFlags,
} from '../flags/question-flags.js'
import type { Proposal } from '../inquirer/inquirer.js'
import { withInquirer } from '../inquirer/open-inquirer.js'
import type { Io } from '../io.js'
import { whatIfText } from '../print/what-if.js'
import type { Run } from '../run.js'
import { deletionTexts, manifestTexts } from './manifest-texts.js'

type WhatIfFlags = ClusterFlags &
  OutputFlags &
  MomentFlags & {
    readonly apply: readonly string[]
    readonly delete: readonly string[]
    readonly resolve?: readonly string[]
  }

const EXAMPLES = `
Examples:
  # a pod made anew with another address
  namescope what-if --apply examples/tour/after/mysql-0.yaml

  # a Service deleted, by name or as a manifest lists it; and what its name would say then
  namescope what-if --delete Service/default/api --resolve api.default.svc.cluster.local
  namescope what-if --delete examples/tour/after/delete-app.yaml

  # what a chart would change, for a pipeline: exit code 1 when records change
  helm template ./chart | namescope what-if --apply - -o json --server http://127.0.0.1:8080

Exit codes: 0 no record changes; 1 records change; 2 wrong usage or failure.`

/** `namescope what-if` */
export function defineWhatIf(program: Command, { io, exit }: Run): void {
  const command = program
    .command('what-if')
    .description('Tell which records a change would make and break, before it is made.')
    .option('--apply <file...>', 'Manifests to apply; - is the standard input.', [])
    .option('--delete <object...>', 'Objects to delete: manifests that list them, or KIND/NAMESPACE/NAME.', [])
    .option('--resolve <name...>', 'A name, and a type, to resolve in the cluster as it would be.')
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withMomentFlag(withOutputFlag(command))).action(async (flags: WhatIfFlags) => {
    const proposal = await proposalOf(io, flags)
    const answer = await withInquirer(io, flags, (inquirer) => inquirer.whatIf(proposal))
    io.stdout.write(await whatIfText(answer, flags.output))
    exit(answer.report.records.length === 0 ? 0 : 1)
  })
}

async function proposalOf(io: Io, flags: WhatIfFlags): Promise<Proposal> {
  if (flags.apply.length + flags.delete.length === 0) {
    throw usageError('Nothing is proposed: give --apply FILE or --delete KIND/NAMESPACE/NAME.')
  }
  const [name, type = 'A', ...rest] = flags.resolve ?? []
  if (rest.length > 0) throw usageError('Give one name and at most one type.', '--resolve')
  return {
    apply: await manifestTexts(io, flags.apply),
    delete: await deletionTexts(io, flags.delete),
    questions: name === undefined ? [] : [{ name, type }],
    ...(flags.at === undefined ? undefined : { at: flags.at }),
  }
}
