import type { Command } from 'commander'
import {
  withClusterFlags,
  withMomentFlag,
  withOutputFlag,
  type ClusterFlags,
  type MomentFlags,
  type OutputFlags,
} from '../flags/question-flags.js'
import { openServer } from '../inquirer/open-inquirer.js'
import type { Snapshot } from '../inquirer/server-history.js'
import { ageText } from '../print/age.js'
import { structuredText } from '../print/structured.js'
import { tableText, type Column } from '../print/table.js'
import { timeText } from '../print/time.js'
import type { Run } from '../run.js'

type SnapshotFlags = ClusterFlags & OutputFlags & MomentFlags & { readonly note?: string }

const EXAMPLES = `
Examples:
  # name the present state, change something, and compare
  namescope snapshot create before-rollout
  namescope diff before-rollout

  # name the state of an hour ago, with a note
  namescope snapshot create monday --at -1h --note "before the migration"

  namescope snapshot list
  namescope snapshot delete monday

Snapshots are kept by a server: the one of --server, else the one at the configured HTTP address.
Exit codes: 0 done, or there are snapshots; 1 there are none; 2 wrong usage or failure.`

/** `namescope snapshot create|list|delete` */
export function defineSnapshot(program: Command, run: Run): void {
  const snapshot = program
    .command('snapshot')
    .description('Name a moment of the history, to compare with it and to ask about it later.')
    .addHelpText('after', EXAMPLES)
  defineCreate(snapshot, run)
  defineList(snapshot, run)
  defineDelete(snapshot, run)
}

function defineCreate(snapshot: Command, { io, exit }: Run): void {
  const command = snapshot
    .command('create')
    .description('Name the present revision, or that of a moment.')
    .argument('<name>', 'a lower-case letter, then letters, digits, -, . and _')
    .option('--note <text>', 'What it is for.')
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withMomentFlag(withOutputFlag(command))).action(async (name: string, flags: SnapshotFlags) => {
    const { createSnapshot } = await import('../inquirer/server-history.js')
    const { at, note } = flags
    const created = await createSnapshot(await openServer(io, flags), flags.cluster, { name, at, note })
    io.stdout.write(await snapshotsText([created], flags, io.now()))
    exit(0)
  })
}

function defineList(snapshot: Command, { io, exit }: Run): void {
  const command = snapshot.command('list').description('List the snapshots.').addHelpText('after', EXAMPLES)
  withClusterFlags(withOutputFlag(command)).action(async (flags: SnapshotFlags) => {
    const { listSnapshots } = await import('../inquirer/server-history.js')
    const snapshots = await listSnapshots(await openServer(io, flags), flags.cluster)
    io.stdout.write(await snapshotsText(snapshots, flags, io.now()))
    if (snapshots.length === 0) io.stderr.write('No snapshots found.\n')
    exit(snapshots.length === 0 ? 1 : 0)
  })
}

function defineDelete(snapshot: Command, { io, exit }: Run): void {
  const command = snapshot
    .command('delete')
    .description('Forget a name. The history behind it stays.')
    .argument('<name>', 'the name')
    .addHelpText('after', EXAMPLES)
  withClusterFlags(command).action(async (name: string, flags: ClusterFlags) => {
    const { deleteSnapshot } = await import('../inquirer/server-history.js')
    await deleteSnapshot(await openServer(io, flags), flags.cluster, name)
    io.stdout.write(`snapshot ${name} deleted\n`)
    exit(0)
  })
}

async function snapshotsText(snapshots: readonly Snapshot[], { output }: OutputFlags, now: number): Promise<string> {
  if (output === 'json' || output === 'yaml') return structuredText(output, snapshots)
  if (output === 'name') return snapshots.map(({ name }) => `${name}\n`).join('')
  return tableText(columns(now), snapshots, output === 'wide')
}

function columns(now: number): readonly Column<Snapshot>[] {
  return [
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'REVISION', cell: ({ revision }) => revision },
    { header: 'OBSERVED', cell: ({ observedAt }) => timeText(observedAt) },
    { header: 'AGE', cell: ({ createdAt }) => ageText(Math.floor(createdAt / 1000), now) },
    { header: 'NOTE', cell: ({ note }) => note ?? '' },
    { header: 'CLUSTER', cell: ({ cluster }) => cluster, wide: true },
  ]
}
