import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NamescopeError } from '#libs/errors'
import type { ApiConnection, Credentials } from './connection.js'

/** Where Kubernetes puts a pod's credentials. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The kubelet replaces a token well before it ends; client-go, too, reads the file once a minute. */
const TOKEN_AGE = 60_000

export interface InClusterOptions {
  /** The process's environment: Kubernetes tells in it where the API is. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Default: `SERVICE_ACCOUNT_FOLDER`. */
  readonly folder?: string
}

/**
 * The way to the API from inside a pod; `undefined` outside of one.
 * @throws NamescopeError `source-unreadable` when the pod has no token or no certificate of the API
 */
export async function inClusterConnection(options: InClusterOptions): Promise<ApiConnection | undefined> {
  const { environment, now, folder = SERVICE_ACCOUNT_FOLDER } = options
  const [host, port] = [environment['KUBERNETES_SERVICE_HOST'], environment['KUBERNETES_SERVICE_PORT']]
  if (!host || !port) return undefined
  const authority = await read(join(folder, 'ca.crt'))
  const credentials = tokenFile(join(folder, 'token'), now)
  await credentials.current(false)
  const server = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
  return { server, authority, credentials }
}

/** The token in a file that is replaced from time to time. */
export function tokenFile(file: string, now: () => number): Credentials {
  let token: { readonly text: string; readonly at: number } | undefined
  return {
    current: async (isRefused) => {
      if (token === undefined || isRefused || now() - token.at >= TOKEN_AGE)
        token = { text: (await read(file)).trim(), at: now() }
      return { token: token.text }
    },
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const message = `The pod's service account can't be read (${(cause as Error).message}). Leave automountServiceAccountToken on.`
    throw new NamescopeError('source-unreadable', message, { file }, { cause })
  }
}
