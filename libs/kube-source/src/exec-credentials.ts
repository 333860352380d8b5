import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { NamescopeError } from '#libs/errors'
import type { Credential, Credentials } from './connection.js'

const run = promisify(execFile)

/** `users[].user.exec` of a kubeconfig. */
export interface ExecPlugin {
  readonly apiVersion?: string
  readonly command?: string
  readonly args?: readonly string[] | null
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null
  readonly installHint?: string
  readonly provideClusterInfo?: boolean
}

export interface ExecContext {
  /** The API server's URL, told to programs that ask for it. */
  readonly server: string
  /** The kubeconfig's folder: a command with a slash in it is relative to it. */
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A credential program talks to a cloud's API; none takes longer. */
const PATIENCE = 60_000
/** Milliseconds before its end at which a credential is fetched anew. */
const MARGIN = 30_000
const MOST_OUTPUT_OCTETS = 1024 * 1024

/**
 * Credentials that a program gives (client.authentication.k8s.io, ExecCredential): kept until they end, or the server refuses
 * them. This is how kubeconfigs of managed clusters work.
 */
export function execCredentials(plugin: ExecPlugin, context: ExecContext): Credentials {
  let known: { readonly credential: Credential; readonly until: number } | undefined
  return {
    current: async (isRefused) => {
      if (known === undefined || isRefused || context.now() >= known.until - MARGIN)
        known = await fetch(plugin, context)
      return known.credential
    },
  }
}

async function fetch(
  plugin: ExecPlugin,
  context: ExecContext,
): Promise<{ readonly credential: Credential; readonly until: number }> {
  const { command, apiVersion = 'client.authentication.k8s.io/v1' } = plugin
  if (command === undefined || command === '') throw wrong(plugin, 'names no command')
  const path = command.includes('/') ? join(context.folder, command) : command
  const file = command.startsWith('/') ? command : path
  const info = {
    apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(plugin.provideClusterInfo === true ? { cluster: { server: context.server } } : {}),
    },
  }
  const given = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]))
  const env = { ...context.environment, ...given, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  const { stdout } = await run(file, [...(plugin.args ?? [])], {
    env,
    timeout: PATIENCE,
    maxBuffer: MOST_OUTPUT_OCTETS,
  }).catch((cause: Error) => {
    throw wrong(plugin, `failed: ${cause.message.split('\n')[0]}`, cause)
  })
  return read(plugin, stdout)
}

function read(plugin: ExecPlugin, output: string): { readonly credential: Credential; readonly until: number } {
  let status: ExecStatus | undefined
  try {
    status = (JSON.parse(output) as { readonly status?: ExecStatus }).status
  } catch (cause) {
    throw wrong(plugin, 'printed no JSON', cause as Error)
  }
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status ?? {}
  if (token === undefined && (cert === undefined || key === undefined))
    throw wrong(plugin, 'gave neither a token nor a certificate with its key')
  const until = expirationTimestamp === undefined ? Infinity : Date.parse(expirationTimestamp)
  return {
    credential: {
      ...(token === undefined ? {} : { token }),
      ...(cert === undefined || key === undefined ? {} : { certificate: { cert, key } }),
    },
    until: Number.isNaN(until) ? 0 : until,
  }
}

interface ExecStatus {
  readonly token?: string
  readonly clientCertificateData?: string
  readonly clientKeyData?: string
  readonly expirationTimestamp?: string
}

function wrong({ command, installHint }: ExecPlugin, what: string, cause?: Error): NamescopeError {
  const hint = installHint === undefined ? '' : ` ${installHint.trim()}`
  const message = `The kubeconfig's credential program ${command ?? ''} ${what}.${hint}`
  return new NamescopeError('source-unreadable', message, { field: 'kubeconfig' }, cause === undefined ? {} : { cause })
}
