import type { Command } from 'commander'
import type { CorefileResult, DnsSettings, Plugin, Problem, ServerBlock } from '#libs/corefile'
import { NamescopeError } from '#libs/errors'
import { placeText } from '../failure.js'
import { configurationOf, withOptions, type GivenFlags } from '../flags/option-flags.js'
import { withOutputFlag, type OutputFlags } from '../flags/question-flags.js'
import { structuredText } from '../print/structured.js'
import { tableText, type Column } from '../print/table.js'
import type { Io } from '../io.js'
import type { Run } from '../run.js'

type CorefileFlags = GivenFlags & OutputFlags

interface PluginLine {
  readonly server: ServerBlock
  readonly plugin: Plugin
}

const EXAMPLES = `
Examples:
  # what CoreDNS makes of a Corefile: its plugins in the order in which they act
  namescope corefile show ./Corefile

  # what is wrong with it, for the CoreDNS that will read it
  namescope corefile lint ./Corefile --coredns-version 1.11.4

Files that it imports are looked up in its folder only.
Exit codes: 0 nothing to report; 1 problems; 2 wrong usage or failure.`

const PLUGIN_COLUMNS: readonly Column<PluginLine>[] = [
  { header: 'SERVER', cell: ({ server }) => serverName(server) },
  { header: 'PLUGIN', cell: ({ plugin }) => (plugin.name === 'other' ? plugin.plugin : plugin.name) },
  { header: 'PLACE', cell: ({ plugin }) => placeText(plugin.place) },
  {
    header: 'MODELLED',
    cell: ({ plugin }) => (plugin.name === 'other' && !plugin.recognised ? 'no' : 'yes'),
    wide: true,
  },
]

/** `namescope corefile show FILE` and `namescope corefile lint FILE` */
export function defineCorefile(program: Command, run: Run): void {
  const corefile = program
    .command('corefile')
    .description('Read a Corefile as CoreDNS does.')
    .addHelpText('after', EXAMPLES)
  defineShow(subcommand(corefile, 'show', 'Show the plugins in the order in which they act.'), run)
  defineLint(subcommand(corefile, 'lint', 'Tell what CoreDNS would refuse, and what hardly does what was meant.'), run)
}

function subcommand(corefile: Command, name: string, description: string): Command {
  const command = corefile.command(name).description(description).argument('<file>', 'the Corefile')
  return withOptions(withOutputFlag(command.addHelpText('after', EXAMPLES)), ['cluster'])
}

function defineShow(command: Command, { io, exit }: Run): void {
  command.action(async (file: string, flags: CorefileFlags) => {
    const { settings, problems } = await read(io, file, flags)
    if (settings === undefined) throw refusal(problems)
    io.stdout.write(await settingsText(settings, flags))
    exit(0)
  })
}

function defineLint(command: Command, { io, exit }: Run): void {
  command.action(async (file: string, flags: CorefileFlags) => {
    const { problems } = await read(io, file, flags)
    io.stdout.write(await problemsText(problems, flags))
    exit(problems.length === 0 ? 0 : 1)
  })
}

/** Reads a Corefile with what it refers to in its folder, for the version that is given, else the newest. */
async function read(io: Io, file: string, flags: GivenFlags): Promise<CorefileResult> {
  const { NEWEST_VERSION, parseCoreDnsVersion, readCorefile } = await import('#libs/corefile')
  const { readDnsOptions } = await import('#libs/sources')
  const { corednsVersion } = await configurationOf(io, flags)
  const given = await readDnsOptions({ corefile: file, corednsVersion, clusterDomain: undefined })
  return readCorefile(given?.corefile ?? '', {
    version: parseCoreDnsVersion(corednsVersion ?? '') ?? NEWEST_VERSION,
    origin: { corefile: 'option', version: corednsVersion === undefined ? 'default' : 'option' },
    assumptions: [],
    files: given?.files ?? {},
  })
}

async function settingsText(settings: DnsSettings, { output }: OutputFlags): Promise<string> {
  if (output === 'json' || output === 'yaml') return structuredText(output, settings)
  if (output === 'name') return settings.servers.map((server) => `${serverName(server)}\n`).join('')
  const lines = settings.servers.flatMap((server) => server.plugins.map((plugin): PluginLine => ({ server, plugin })))
  return tableText(PLUGIN_COLUMNS, lines, output === 'wide')
}

async function problemsText(problems: readonly Problem[], { output }: OutputFlags): Promise<string> {
  if (output === 'json' || output === 'yaml') return structuredText(output, problems)
  if (output === 'name') return problems.map(({ code }) => `${code}\n`).join('')
  if (problems.length === 0) return 'No problems.\n'
  return problems.map((problem) => `${placeText(problem.place)}: ${problem.severity}: ${problem.message}\n`).join('')
}

function serverName({ listeners }: ServerBlock): string {
  return listeners
    .map(({ zone, transport, port }) => `${transport === 'dns' ? '' : `${transport}://`}${zone}:${port}`)
    .join(' ')
}

function refusal(problems: readonly Problem[]): NamescopeError {
  const first = problems.find(({ severity }) => severity === 'error')
  return new NamescopeError('invalid-corefile', first?.message ?? 'CoreDNS would refuse it.', first?.place)
}
