import { Option as Flag, type Command } from 'commander'
import type { PresentedZoneRecord, RawRecordFilter } from '#libs/zone'
import { interrupted } from '../failure.js'
import {
  withClusterFlags,
  withMomentFlag,
  withOutputFlag,
  withWatchFlag,
  type ClusterFlags,
  type MomentFlags,
  type OutputFlags,
  type WatchFlags,
} from '../flags/question-flags.js'
import type { Inquirer, RecordsQuery } from '../inquirer/inquirer.js'
import { withInquirer } from '../inquirer/open-inquirer.js'
import type { ExitCode, Io } from '../io.js'
import { recordColumns } from '../print/records.js'
import { structuredText } from '../print/structured.js'
import { Table } from '../print/table.js'
import type { Run } from '../run.js'
import { show } from './show.js'

interface FilterFlags {
  readonly namespace?: string
  readonly allNamespaces?: true
  readonly selector?: string
  readonly service?: string
  readonly name?: string
  readonly suffix?: string
  readonly type?: string
  readonly address?: string
  readonly cidr?: string
  readonly object?: string
  readonly zoneFile?: string
}

type RecordsFlags = ClusterFlags & OutputFlags & MomentFlags & WatchFlags & FilterFlags
type Write = (text: string) => void

/** A zone file is of a whole zone, and has one form. */
const NOT_WITH_ZONE_FILE = [
  ...['namespace', 'allNamespaces', 'selector', 'service', 'name', 'suffix', 'type', 'address', 'cidr', 'object'],
  ...['output', 'watch'],
]

const EXAMPLES = `
Examples:
  # every record of every namespace
  namescope records

  # one namespace, with the Service and the id of each record
  namescope records -n default -o wide

  # the Services with a label; one type; what leads to an address
  namescope records -l app=web
  namescope records --type SRV
  namescope records --address 10.96.50.101

  # what one object gives
  namescope records --object Service/default/web

  # a whole zone for another DNS server
  namescope records --zone-file cluster.local > cluster.local.zone

Exit codes: 0 there are records; 1 there are none; 2 wrong usage or failure.`

/** `namescope records` */
export function defineRecords(program: Command, { io, exit }: Run): void {
  const command = program
    .command('records')
    .description('List the records of the cluster: NAMESPACE NAME TYPE DATA TTL SOURCE AGE. All namespaces without -n.')
    .option('-n, --namespace <name>', 'Only this namespace.')
    .option('-A, --all-namespaces', 'All namespaces, whatever -n says. The default.')
    .option('-l, --selector <labels>', 'Only Services with these labels, such as app=web,tier!=test.')
    .option('--service <name>', 'Only this Service.')
    .option('--name <name>', 'Only this owner name.')
    .option('--suffix <name>', 'Only this name and what is below it.')
    .option('--type <type>', 'Only this record type.')
    .option('--address <address>', 'Only records of this address, and its PTR.')
    .option('--cidr <range>', 'The same for a range of addresses.')
    .option('--object <object>', 'Only what this object gives: KIND/NAMESPACE/NAME.')
    .addOption(
      new Flag('--zone-file <zone>', 'Write all records of a zone as a master file (RFC 1035).').conflicts(
        NOT_WITH_ZONE_FILE,
      ),
    )
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withWatchFlag(withMomentFlag(withOutputFlag(command)))).action(async (flags: RecordsFlags) => {
    exit(
      await withInquirer(io, flags, (inquirer) => {
        const { zoneFile: zone, at } = flags
        return zone === undefined ? list(io, inquirer, flags) : printZoneFile(io, inquirer.zoneFile({ zone, at }))
      }),
    )
  })
}

async function printZoneFile(io: Io, pieces: AsyncIterable<string>): Promise<ExitCode> {
  for await (const piece of pieces) {
    if (io.signal.aborted) throw interrupted()
    io.stdout.write(piece)
    await io.stdout.drained()
  }
  return 0
}

function list(io: Io, inquirer: Inquirer, flags: RecordsFlags): Promise<ExitCode> {
  const query = { filter: filterOf(flags), ...(flags.at === undefined ? undefined : { at: flags.at }) }
  return show(io, inquirer, flags, async (write) => {
    const count = await print(io, inquirer, query, flags, write)
    if (count === 0 && flags.watch !== true) io.stderr.write('No records found.\n')
    return count > 0 ? 0 : 1
  })
}

/** How many records were printed. */
function print(
  io: Io,
  inquirer: Inquirer,
  query: RecordsQuery,
  { output }: OutputFlags,
  write: Write,
): Promise<number> {
  switch (output) {
    case 'json':
    case 'yaml':
      return printWhole(inquirer, query, output, write)
    case 'name':
      return printNames(io, inquirer, query, write)
    default:
      return printTable(io, inquirer, query, new Table(recordColumns(io.now()), { wide: output === 'wide' }), write)
  }
}

async function printTable(
  io: Io,
  inquirer: Inquirer,
  query: RecordsQuery,
  table: Table<PresentedZoneRecord>,
  write: Write,
): Promise<number> {
  let count = 0
  for await (const { records } of inquirer.records(query)) {
    write(table.page(records))
    await io.stdout.drained()
    count += records.length
  }
  return count
}

/** Owner names, each once: those of one Service stand together, so the last one is all that has to be remembered. */
async function printNames(io: Io, inquirer: Inquirer, query: RecordsQuery, write: Write): Promise<number> {
  let count = 0
  let last: string | undefined
  for await (const { records } of inquirer.records(query)) {
    for (const { name } of records) {
      if (name !== last) write(`${name}\n`)
      last = name
    }
    count += records.length
    await io.stdout.drained()
  }
  return count
}

/** One object with all records: the pages are put together. */
async function printWhole(
  inquirer: Inquirer,
  query: RecordsQuery,
  output: 'json' | 'yaml',
  write: Write,
): Promise<number> {
  let place: { cluster: string; revision: string } | undefined
  const all: PresentedZoneRecord[] = []
  for await (const { cluster, revision, records } of inquirer.records(query)) {
    place ??= { cluster, revision }
    for (const record of records) all.push(record)
  }
  write(await structuredText(output, { ...place, records: all }))
  return all.length
}

function filterOf(flags: RecordsFlags): RawRecordFilter {
  const { service, name, suffix, type, address, cidr } = flags
  const namespace = flags.allNamespaces === true ? undefined : flags.namespace
  const given = { namespace, label: flags.selector, source: flags.object, service, name, suffix, type, address, cidr }
  return Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined))
}
