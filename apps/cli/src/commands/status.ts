import type { Command } from 'commander'
import {
  withClusterFlags,
  withOutputFlag,
  withWatchFlag,
  type ClusterFlags,
  type OutputFlags,
  type WatchFlags,
} from '../flags/question-flags.js'
import type { StatusReport } from '../inquirer/inquirer.js'
import { withInquirer } from '../inquirer/open-inquirer.js'
import { statusText } from '../print/status.js'
import { structuredText } from '../print/structured.js'
import type { Run } from '../run.js'
import { show } from './show.js'

type StatusFlags = ClusterFlags & OutputFlags & WatchFlags

const EXAMPLES = `
Examples:
  # what the source of the configuration holds
  namescope status

  # the same of a folder of manifests, and of a running server
  namescope status --source manifests:examples/tour
  namescope status --server http://127.0.0.1:8080

Exit codes: 0 the status was told; 2 wrong usage or failure.`

/** `namescope status` */
export function defineStatus(program: Command, { io, exit }: Run): void {
  const command = program
    .command('status')
    .description(
      'Tell what is known: cluster, CoreDNS and Corefile with their origin, revision, lag and gaps, database.',
    )
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withWatchFlag(withOutputFlag(command))).action(async (flags: StatusFlags) => {
    await withInquirer(io, flags, (inquirer) =>
      show(io, inquirer, flags, async (write) => {
        write(await textOf(await inquirer.status(), flags, io.now()))
        return 0
      }),
    )
    exit(0)
  })
}

async function textOf(status: StatusReport, { output }: OutputFlags, now: number): Promise<string> {
  if (output === 'json' || output === 'yaml') return structuredText(output, status)
  return output === 'name' ? `${status.cluster}\n` : statusText(status, { now, wide: output === 'wide' })
}
