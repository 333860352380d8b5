import type { Command } from 'commander'
import type { LookUpRequest } from '#libs/trace'
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
import type { Inquirer } from '../inquirer/inquirer.js'
import { withInquirer } from '../inquirer/open-inquirer.js'
import type { ExitCode, Io } from '../io.js'
import { COMMON_FORMATS } from '../print/output-format.js'
import { resolutionText } from '../print/resolution.js'
import type { Run } from '../run.js'
import { show } from './show.js'

type ResolveFlags = ClusterFlags & OutputFlags & MomentFlags & WatchFlags & { readonly from?: string }

const EXAMPLES = `
Examples:
  # a Service's address, and why
  namescope resolve web.default.svc.cluster.local

  # its ports
  namescope resolve _http._tcp.web.default.svc.cluster.local SRV

  # a short name, through the search list of a pod or of a namespace
  namescope resolve api.backend --from frontend
  namescope resolve web --from default/client

  # only the addresses; in the form of dig
  namescope resolve db.default.svc.cluster.local -o short
  namescope resolve db.default.svc.cluster.local -o dig

  # a quarter of an hour ago, from a server
  namescope resolve web.default.svc.cluster.local --at -15m --server http://127.0.0.1:8080

Exit codes: 0 there are records; 1 there are none (NXDOMAIN, NODATA, ...); 2 wrong usage or failure.`

/** `namescope resolve NAME [TYPE]` */
export function defineResolve(program: Command, { io, exit }: Run): void {
  const command = program
    .command('resolve')
    .description('Resolve a name: records, and one line why; for a missing name what exists nearby.')
    .argument('<name>', 'the full name, the final dot may be left out; with --from as the asker writes it')
    .argument('[type]', 'the record type', 'A')
    .option(
      '--from <pod>',
      'Who asks: a pod as NAMESPACE/NAME or a namespace, whose search list counts then; or an address.',
    )
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withWatchFlag(withMomentFlag(withOutputFlag(command, [...COMMON_FORMATS, 'dig', 'short'])))).action(
    async (name: string, type: string, flags: ResolveFlags) => {
      const { from } = flags
      const request = { name, type, ...(from === undefined ? undefined : { from }) }
      exit(await withInquirer(io, flags, (inquirer) => resolve(io, inquirer, request, flags)))
    },
  )
}

function resolve(io: Io, inquirer: Inquirer, request: LookUpRequest, flags: ResolveFlags): Promise<ExitCode> {
  const { at } = flags
  return show(io, inquirer, flags, async (write) => {
    const result = await inquirer.resolve({ ...request, ...(at === undefined ? undefined : { at }) })
    write(await resolutionText(result, flags.output))
    return result.outcome === 'Answer' ? 0 : 1
  })
}
