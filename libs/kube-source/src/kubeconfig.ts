import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { parse } from 'yaml'
import { NamescopeError } from '#libs/errors'
import type { ApiConnection, Credentials } from './connection.js'
import { execCredentials, type ExecPlugin } from './exec-credentials.js'
import { tokenFile } from './in-cluster.js'

export interface KubeconfigOptions {
  /** The files, first of which wins where two name the same thing (as kubectl merges `KUBECONFIG`). */
  readonly files: readonly string[]
  /** Default: the first file's `current-context`. */
  readonly context?: string | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The process's environment, which a credential program inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * The way to the API that a kubeconfig describes: certificates, tokens, token files, and credential programs (`exec`).
 * @throws NamescopeError `invalid-configuration`, with file and field
 */
export async function kubeconfigConnection(options: KubeconfigOptions): Promise<ApiConnection> {
  const files = await Promise.all(options.files.map(readConfig))
  const context = named(files, 'contexts', 'context', options.context ?? currentContext(files, options.files))
  const cluster = named(files, 'clusters', 'cluster', context.requiredText('cluster'))
  const server = cluster.requiredText('server')
  if (!URL.canParse(server))
    throw cluster.wrong('server', `is "${server}", which is not a URL such as https://10.0.0.1:6443`)
  const user = context.text('user')
  const authority = await cluster.pem('certificate-authority')
  const serverName = cluster.text('tls-server-name')
  return {
    server: new URL(server),
    ...(authority === undefined ? {} : { authority }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(cluster.fields['insecure-skip-tls-verify'] === true ? { insecure: true as const } : {}),
    credentials:
      user === undefined ? anonymous : await credentialsOf(named(files, 'users', 'user', user), server, options),
  }
}

const anonymous: Credentials = { current: () => Promise.resolve({}) }

async function credentialsOf(
  user: Section,
  server: string,
  { now, environment }: KubeconfigOptions,
): Promise<Credentials> {
  const exec = user.fields['exec'] as ExecPlugin | null | undefined
  if (exec !== undefined && exec !== null) {
    return execCredentials(exec, { server, folder: dirname(user.file), now, environment })
  }
  if (user.fields['auth-provider'] !== undefined)
    throw user.wrong('auth-provider', 'is no longer supported by Kubernetes (since 1.26); use an exec plugin')
  const file = user.text('tokenFile')
  if (file !== undefined) return tokenFile(user.path(file), now)
  const token = user.text('token')
  const [cert, key] = [await user.pem('client-certificate'), await user.pem('client-key')]
  if ((cert === undefined) !== (key === undefined))
    throw user.wrong('client-certificate', 'and client-key must be given together')
  const credential = {
    ...(token === undefined ? {} : { token }),
    ...(cert === undefined || key === undefined ? {} : { certificate: { cert, key } }),
  }
  return { current: () => Promise.resolve(credential) }
}

/** One entry of a kubeconfig's lists, with the file that it stands in. */
class Section {
  constructor(
    readonly file: string,
    private readonly place: string,
    readonly fields: Readonly<Record<string, unknown>>,
  ) {}

  text(field: string): string | undefined {
    const value = this.fields[field]
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value !== 'string') throw this.wrong(field, 'must be a text')
    return value
  }

  requiredText(field: string): string {
    const value = this.text(field)
    if (value === undefined) throw this.wrong(field, 'is missing')
    return value
  }

  /** Relative paths are relative to the kubeconfig. */
  path(file: string): string {
    return isAbsolute(file) ? file : join(dirname(this.file), file)
  }

  /** The text of `field`, or of the base64 in `field-data`, which comes first. */
  async pem(field: string): Promise<string | undefined> {
    const data = this.text(`${field}-data`)
    if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8')
    const file = this.text(field)
    if (file === undefined) return undefined
    return readFile(this.path(file), 'utf8').catch((cause: Error) => {
      throw this.wrong(field, `can't be read: ${cause.message}`)
    })
  }

  wrong(field: string, what: string): NamescopeError {
    const place = `${this.place}.${field}`
    return new NamescopeError('invalid-configuration', `${place} ${what}.`, { file: this.file, field: place })
  }
}

interface ConfigFile {
  readonly file: string
  readonly content: Readonly<Record<string, unknown>>
}

async function readConfig(file: string): Promise<ConfigFile> {
  try {
    const content: unknown = parse(await readFile(file, 'utf8'), { maxAliasCount: 100 })
    if (typeof content !== 'object' || content === null) throw new Error('it is not a YAML map')
    return { file, content: content as Record<string, unknown> }
  } catch (cause) {
    const message = `The kubeconfig can't be read (${(cause as Error).message}). Name a readable one with --kubeconfig.`
    throw new NamescopeError('invalid-configuration', message, { file, field: 'kubeconfig' }, { cause })
  }
}

function currentContext(files: readonly ConfigFile[], names: readonly string[]): string {
  for (const { content } of files) {
    const current = content['current-context']
    if (typeof current === 'string' && current !== '') return current
  }
  const message = 'The kubeconfig has no current-context: choose one with --context.'
  throw new NamescopeError('invalid-configuration', message, { file: names.join(':'), field: 'current-context' })
}

function named(files: readonly ConfigFile[], list: string, field: string, name: string): Section {
  const known: string[] = []
  for (const { file, content } of files) {
    const entries = content[list]
    for (const entry of Array.isArray(entries) ? (entries as Readonly<Record<string, unknown>>[]) : []) {
      known.push(String(entry['name']))
      if (entry['name'] !== name) continue
      const fields = entry[field]
      return new Section(file, `${list}[${name}].${field}`, (fields ?? {}) as Record<string, unknown>)
    }
  }
  const message = `The kubeconfig has no entry "${name}" in ${list}; it has: ${known.join(', ') || 'none'}.`
  throw new NamescopeError('invalid-configuration', message, {
    file: files.map(({ file }) => file).join(':'),
    field: list,
  })
}
