import type { Command } from 'commander'
import { splitLabels, type Question } from '#libs/dns-model'
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
import { questionOf } from './question.js'
import { show } from './show.js'

type ResolveFlags = ClusterFlags & OutputFlags & MomentFlags & WatchFlags & { readonly from?: string }

const EXAMPLES = `
Examples:
  # a Service's address, and why
  namescope resolve web.default.svc.cluster.local

  # its ports
  namescope resolve _http._tcp.web.default.svc.cluster.local SRV

  # as one pod sees it; only the addresses; in the form of dig
  namescope resolve api.backend.svc.cluster.local --from frontend/client
  namescope resolve db.default.svc.cluster.local -o short
  namescope resolve db.default.svc.cluster.local -o dig

  # a quarter of an hour ago, from a server
  namescope resolve web.default.svc.cluster.local --at -15m --server http://127.0.0.1:8080

Exit codes: 0 there are records; 1 there are none (NXDOMAIN, NODATA, ...); 2 wrong usage or failure.`

/** A cluster's shortest ordinary name, `SERVICE.NAMESPACE.svc.cluster.local`, has as many labels. */
const LABELS_OF_FULL_NAME = 5

/** `namescope resolve NAME [TYPE]` */
export function defineResolve(program: Command, { io, exit }: Run): void {
  const command = program
    .command('resolve')
    .description('Resolve a name: records, and one line why; for a missing name what exists nearby.')
    .argument('<name>', 'the full name; the final dot may be left out')
    .argument('[type]', 'the record type', 'A')
    .option('--from <pod>', 'Who asks: a pod as NAMESPACE/NAME, a namespace, or an address.')
    .addHelpText('after', EXAMPLES)
  withClusterFlags(withWatchFlag(withMomentFlag(withOutputFlag(command, [...COMMON_FORMATS, 'dig', 'short'])))).action(
    async (name: string, type: string, flags: ResolveFlags) => {
      const question = questionOf(name, type)
      noteShortName(io, name, flags)
      exit(await withInquirer(io, flags, (inquirer) => resolve(io, inquirer, question, flags)))
    },
  )
}

function resolve(io: Io, inquirer: Inquirer, question: Question, flags: ResolveFlags): Promise<ExitCode> {
  const client = clientOf(flags.from)
  return show(io, inquirer, flags, async (write) => {
    const resolution = await inquirer.resolve({
      question,
      ...(client === undefined ? undefined : { from: client }),
      ...(flags.at === undefined ? undefined : { at: flags.at }),
    })
    write(await resolutionText(resolution, flags.output))
    return resolution.outcome === 'Answer' ? 0 : 1
  })
}

/** A namespace alone is no client that an answer could depend on: it only says whose search list would be meant. */
function clientOf(from: string | undefined): string | undefined {
  return from !== undefined && /[/.:]/.test(from) ? from : undefined
}

/** Whoever names a pod may expect its search list to count. */
function noteShortName(io: Io, name: string, { from }: ResolveFlags): void {
  if (from === undefined || name.endsWith('.') || splitLabels(name).length >= LABELS_OF_FULL_NAME) return
  io.stderr.write(`note: "${name}" is taken as a full name: the search list of ${from} is not applied.\n`)
}
