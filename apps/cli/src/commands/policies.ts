import type { Command } from 'commander'
import type { PolicyPage, PolicySummary, VerdictRequest } from '#libs/network-policy'
import { usageError } from '../failure.js'
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
import type { OutputFormat } from '../print/output-format.js'
import { policyColumns } from '../print/policies.js'
import { structuredText } from '../print/structured.js'
import { Table } from '../print/table.js'
import { verdictText } from '../print/verdict.js'
import type { Run } from '../run.js'
import { show } from './show.js'

type VerdictFlags = ClusterFlags & OutputFlags & MomentFlags & WatchFlags
type PoliciesFlags = VerdictFlags & { readonly namespace?: string; readonly allNamespaces?: true }

const LIST_EXAMPLES = `
Examples:
  # every NetworkPolicy: whom it isolates, and rules that match nothing
  namescope policies

  # one namespace, with all pods by name
  namescope policies -n backend -o wide

  # may this pod reach that one?
  namescope policies verdict frontend/web backend/api 8080

Exit codes: 0 done; 2 wrong usage or failure.`

const VERDICT_EXAMPLES = `
Examples:
  # pod to pod, by the number or the name of the port; DNS over UDP
  namescope policies verdict frontend/web backend/api 8080
  namescope policies verdict frontend/web backend/api http
  namescope policies verdict frontend/web kube-system/coredns 53/UDP

  # to an address outside the cluster
  namescope policies verdict frontend/web 203.0.113.7 443

Exit codes: 0 allowed, or policies are not about it; 1 denied or undecidable; 2 wrong usage or failure.`

/** `namescope policies`, `namescope policies verdict FROM TO PORT[/PROTOCOL]` */
export function definePolicies(program: Command, run: Run): void {
  const { io, exit } = run
  const policies = program
    .command('policies')
    .enablePositionalOptions()
    .description('List NetworkPolicies: NAMESPACE NAME ISOLATES PODS RULES NOTES. All namespaces without -n.')
    .option('-n, --namespace <name>', 'Only this namespace.')
    .option('-A, --all-namespaces', 'All namespaces, whatever -n says. The default.')
    .addHelpText('after', LIST_EXAMPLES)
  withClusterFlags(withWatchFlag(withMomentFlag(withOutputFlag(policies)))).action(async (flags: PoliciesFlags) => {
    exit(await withInquirer(io, flags, (inquirer) => list(io, inquirer, flags)))
  })
  defineVerdict(policies, run)
}

function defineVerdict(policies: Command, { io, exit }: Run): void {
  const command = policies
    .command('verdict')
    .description('Tell whether a connection gets through, and which rule decides at each end.')
    .argument('<from>', 'who connects: a pod as NAMESPACE/POD, or an address')
    .argument('<to>', 'to whom: a pod as NAMESPACE/POD, or an address')
    .argument('<port>', 'PORT or PORT/PROTOCOL; a number, or the name of a port of the destination pod; TCP by default')
    .addHelpText('after', VERDICT_EXAMPLES)
  withClusterFlags(withWatchFlag(withMomentFlag(withOutputFlag(command)))).action(
    async (from: string, to: string, port: string, flags: VerdictFlags) => {
      const request = { from, to, ...parsePort(port) }
      exit(await withInquirer(io, flags, (inquirer) => judge(io, inquirer, request, flags)))
    },
  )
}

function list(io: Io, inquirer: Inquirer, flags: PoliciesFlags): Promise<ExitCode> {
  const { at, watch, output } = flags
  const namespace = flags.allNamespaces === true ? undefined : flags.namespace
  return show(io, inquirer, flags, async (write) => {
    const { missing, count } = await printPolicies(io, inquirer.policies({ namespace, at }), output, write)
    if (missing !== undefined) io.stderr.write(`warning: the list may not be complete: ${missing}\n`)
    else if (count === 0 && watch !== true) io.stderr.write('No policies found.\n')
    return 0
  })
}

/** Prints page by page; JSON and YAML are one object with all policies. */
async function printPolicies(
  io: Io,
  pages: AsyncIterable<PolicyPage>,
  output: OutputFormat | undefined,
  write: (text: string) => void,
): Promise<{ readonly missing?: string; readonly count: number }> {
  const table = new Table(policyColumns(output === 'wide'), { wide: output === 'wide' })
  const all: PolicySummary[] = []
  let head: Pick<PolicyPage, 'cluster' | 'revision' | 'observedAt' | 'missing'> | undefined
  let count = 0
  for await (const { cluster, revision, observedAt, missing, policies } of pages) {
    head ??= { cluster, revision, observedAt, ...(missing === undefined ? undefined : { missing }) }
    count += policies.length
    if (output === 'json' || output === 'yaml') all.push(...policies)
    else write(output === 'name' ? namesText(policies) : table.page(policies))
    await io.stdout.drained()
  }
  if (output === 'json' || output === 'yaml') write(await structuredText(output, { ...head, policies: all }))
  return { ...head, count }
}

function namesText(policies: readonly PolicySummary[]): string {
  return policies.map(({ namespace, name }) => `${namespace}/${name}\n`).join('')
}

function judge(io: Io, inquirer: Inquirer, request: VerdictRequest, flags: VerdictFlags): Promise<ExitCode> {
  return show(io, inquirer, flags, async (write) => {
    const answer = await inquirer.policyVerdict({ ...request, at: flags.at })
    write(await verdictText(answer, flags.output))
    return answer.verdict === 'allowed' || answer.verdict === 'not-applicable' ? 0 : 1
  })
}

function parsePort(text: string): Pick<VerdictRequest, 'port' | 'protocol'> {
  const [port = '', protocol, ...rest] = text.split('/')
  if (rest.length === 0 && protocol !== '') return { port, protocol }
  throw usageError(`"${text}" is not PORT or PORT/PROTOCOL, such as 8080 or 53/UDP.`, 'port')
}
