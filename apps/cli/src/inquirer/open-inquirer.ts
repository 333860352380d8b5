import { readFile } from 'node:fs/promises'
import type { Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'
import { socketText } from '#libs/config'
import { usageError } from '../failure.js'
import { configurationOf } from '../flags/option-flags.js'
import type { ClusterFlags } from '../flags/question-flags.js'
import type { Io } from '../io.js'
import { withProgress } from '../progress.js'
import type { Inquirer } from './inquirer.js'
import type { ServerClient } from './server-client.js'

/**
 * Does a piece of work with the cluster that the flags name, on a server or from files, and lets go of it.
 * @throws NamescopeError for flags that exclude each other, and whatever opening or the work throws
 */
export async function withInquirer<T>(
  io: Io,
  flags: ClusterFlags,
  work: (inquirer: Inquirer) => Promise<T>,
): Promise<T> {
  const configuration = await configurationOf(io, flags)
  if (asksServer(configuration, flags)) {
    const { ServerInquirer } = await import('./server-inquirer.js')
    return work(new ServerInquirer(await clientOf(io, configuration, flags), flags.cluster))
  }
  const { openLocalInquirer } = await import('./local-inquirer.js')
  const inquirer = await withProgress(io, 'reading the source', openLocalInquirer(io, configuration, flags.cluster))
  try {
    return await work(inquirer)
  } finally {
    await inquirer.close()
  }
}

/** The server for what only a server can tell: the one that was named, else the one that `serve` would start. */
export async function openServer(io: Io, flags: ClusterFlags): Promise<ServerClient> {
  return clientOf(io, await configurationOf(io, flags), flags)
}

/** A source on the command line means that source, even where the environment names a server. */
function asksServer({ server }: Configuration, flags: ClusterFlags): boolean {
  if (flags.source === undefined) return server !== undefined
  if (flags.server === undefined) return false
  throw usageError('A server has a source of its own: give --source or --server, not both.', '--source')
}

async function clientOf(io: Io, configuration: Configuration, { tokenFile }: ClusterFlags): Promise<ServerClient> {
  const { ServerClient } = await import('./server-client.js')
  return new ServerClient({
    url: configuration.server ?? `http://${socketText(configuration.httpAddress)}`,
    token: tokenFile === undefined ? configuration.token : await tokenOf(tokenFile),
    signal: io.signal,
  })
}

/** The token of a file: its first word, or the second of a `NAME TOKEN NAMESPACES` line as the server keeps them. */
async function tokenOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = `The token file can't be read (${cause.code}); name a readable one with --token-file.`
    throw new NamescopeError('invalid-configuration', message, { file }, { cause })
  })
  const line = text.split('\n').find((candidate) => /^\s*[^\s#]/.test(candidate)) ?? ''
  const [first, second] = line.trim().split(/\s+/)
  const token = second ?? first
  if (token !== undefined && token !== '') return token
  throw new NamescopeError('invalid-configuration', 'The token file is empty; it should hold a token.', { file })
}
