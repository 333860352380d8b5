import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { Command } from 'commander'
import { defineCompletion } from './commands/completion.js'
import { defineCorefile } from './commands/corefile.js'
import { defineDiff } from './commands/diff.js'
import { definePolicies } from './commands/policies.js'
import { defineRecords } from './commands/records.js'
import { defineResolve } from './commands/resolve.js'
import { defineRevisions } from './commands/revisions.js'
import { defineServers } from './commands/serve.js'
import { defineSnapshot } from './commands/snapshot.js'
import { defineStatus } from './commands/status.js'
import { defineWhatIf } from './commands/what-if.js'
import type { ExitCode, Io } from './io.js'
import type { Run } from './run.js'

const EXAMPLES = `
Examples:
  # the tour as a server: REST, GraphQL, DNS
  namescope serve

  # one name, from the manifests of a folder, and why
  namescope resolve web.default.svc.cluster.local --source manifests:examples/tour

  # every record of one namespace, from a running server
  namescope records -n default --server http://127.0.0.1:8080

  # which records a change would make and break
  namescope what-if --apply examples/tour/after/mysql-0.yaml

Exit codes: 0 data, or nothing to report; 1 findings, differences or no data; 2 wrong usage or failure.`

/** The command line with all its commands. What a command needs beyond flags and printers is loaded when it runs. */
export function buildProgram(io: Io, exit: (code: ExitCode) => void): Command {
  const program = new Command('namescope')
    .description(
      'What every name in a Kubernetes cluster resolves to, for any pod, now, in the past, and after a change, and why.',
    )
    .version(version(), '-V, --version')
    .exitOverride()
    // A flag belongs to the command before it: `policies` and `policies verdict` have flags of the same names.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', EXAMPLES)
  const run: Run = { io, exit }
  defineServers(program, run)
  defineStatus(program, run)
  defineResolve(program, run)
  defineRecords(program, run)
  definePolicies(program, run)
  defineRevisions(program, run)
  defineSnapshot(program, run)
  defineDiff(program, run)
  defineWhatIf(program, run)
  defineCorefile(program, run)
  defineCompletion(program, run)
  return program
}

function version(): string {
  const file = findPackageJSON('..', import.meta.url)
  return file === undefined ? 'unknown' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
