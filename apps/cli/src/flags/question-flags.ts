import { Option as Flag, type Command } from 'commander'
import { COMMON_FORMATS, type OutputFormat } from '../print/output-format.js'
import { withOptions, type GivenFlags } from './option-flags.js'

/** The flags that every command about a cluster has: where to ask, and which cluster. */
export interface ClusterFlags extends GivenFlags {
  readonly cluster?: string
  readonly tokenFile?: string
}

export interface OutputFlags {
  readonly output: OutputFormat
}

export interface MomentFlags {
  readonly at?: string
}

export interface WatchFlags {
  readonly watch?: true
}

/** Adds what a command needs to ask a cluster, from files or by a server. */
export function withClusterFlags(command: Command): Command {
  return withOptions(command, ['source', 'cluster', 'client'])
    .addOption(
      new Flag('--cluster <name>', 'Which cluster, where there are several.').helpGroup('Options for the source:'),
    )
    .addOption(
      new Flag(
        '--token-file <path>',
        "A file with the bearer token for the server: the token alone, or the server's own token file, of which the first is taken.",
      ).helpGroup('Options for the client:'),
    )
}

/** Adds `-o`; the common formats unless others are given. */
export function withOutputFlag(command: Command, formats: readonly OutputFormat[] = COMMON_FORMATS): Command {
  return command.addOption(
    new Flag('-o, --output <format>', 'How to write the result.').choices(formats).default('table'),
  )
}

/** Adds `--at`. */
export function withMomentFlag(command: Command): Command {
  return command.option(
    '--at <moment>',
    'The past: a time (2026-11-23T10:00:00Z), a time ago (-15m), a revision (1.42) or a snapshot. A server knows it.',
    (text: string) => text.trim(),
  )
}

/** Adds `--watch`. */
export function withWatchFlag(command: Command): Command {
  return command.option('-w, --watch', 'Print again whenever the answer changes, until interrupted.')
}
