import type { Command } from 'commander'
import { OPTION_GROUPS, type Configuration } from '#libs/config'
import { configurationOf, withOptions, type GivenFlags } from '../flags/option-flags.js'
import type { Io } from '../io.js'
import type { Run } from '../run.js'

const SERVE_EXAMPLES = `
Examples:
  # the tour, on loopback
  namescope serve

  # your own manifests, watched
  namescope serve --source manifests:./clusters/staging

  # for others, too: with tokens
  namescope serve --http-address 0.0.0.0:8080 --auth token --auth-token-file ./tokens

Exit codes: 0 stopped as asked; 2 wrong usage or failure.`

const DNS_EXAMPLES = `
Examples:
  # answers DNS from manifests, on UDP and TCP
  namescope dns --source manifests:examples/tour --dns-address 127.0.0.1:1053
  dig @127.0.0.1 -p 1053 web.default.svc.cluster.local

Exit codes: 0 stopped as asked; 2 wrong usage or failure.`

/** `namescope serve` and `namescope dns` */
export function defineServers(program: Command, { io, exit }: Run): void {
  const groups = OPTION_GROUPS.filter((group) => group !== 'client')
  const serve = program
    .command('serve')
    .description('Serve REST, GraphQL and DNS in one process, and keep the history.')
    .addHelpText('after', SERVE_EXAMPLES)
  withOptions(serve, groups).action(async (flags: GivenFlags) => {
    await runApi(io, await configurationOf(io, flags))
    exit(0)
  })
  const dns = program.command('dns').description('Serve DNS alone, on UDP and TCP.').addHelpText('after', DNS_EXAMPLES)
  withOptions(dns, groups).action(async (flags: GivenFlags) => {
    await runDns(io, await configurationOf(io, flags))
    exit(0)
  })
}

/** Nest and the database driver are loaded for this command alone. */
async function runApi(io: Io, configuration: Configuration): Promise<void> {
  const { serve } = await import('../../../api/src/serve.js')
  await serve(configuration, io.signal)
}

async function runDns(io: Io, configuration: Configuration): Promise<void> {
  const { serve } = await import('../../../dns/src/serve.js')
  await serve(configuration, io.signal)
}
