import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { KINDS, type Kind } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { usageError } from '../failure.js'
import type { ManifestText } from '../inquirer/inquirer.js'
import type { Io } from '../io.js'

const MANIFEST = /\.(ya?ml|json)$/i

/** What kubectl's users write for a kind; kinds' own names and their plurals are known anyhow. */
const SHORT_NAMES: Readonly<Record<string, Kind>> = {
  cm: 'ConfigMap',
  deploy: 'Deployment',
  ds: 'DaemonSet',
  ep: 'Endpoints',
  ing: 'Ingress',
  netpol: 'NetworkPolicy',
  no: 'Node',
  ns: 'Namespace',
  po: 'Pod',
  rs: 'ReplicaSet',
  sts: 'StatefulSet',
  svc: 'Service',
}

/**
 * Manifest files as text; `-` is the standard input.
 * @throws NamescopeError `source-unreadable`, naming the file
 */
export function manifestTexts(io: Io, paths: readonly string[]): Promise<ManifestText[]> {
  return Promise.all(
    paths.map(async (path) =>
      path === '-' ? { file: 'stdin', text: await textOf(io.stdin) } : { file: path, text: await readText(path) },
    ),
  )
}

/** The same for objects to delete, which can also be named: `KIND/NAMESPACE/NAME`, `KIND/NAME`. */
export async function deletionTexts(io: Io, words: readonly string[]): Promise<ManifestText[]> {
  const texts = await Promise.all(
    words.map(async (word) => {
      const object = namedObject(word)
      return object === undefined ? manifestTexts(io, [word]) : [{ file: word, text: JSON.stringify(object) }]
    }),
  )
  return texts.flat()
}

/**
 * The object that a word names, in the form of a manifest; `undefined` when the word looks like a path.
 * @throws NamescopeError `invalid-argument` for a kind with the wrong number of names
 */
function namedObject(word: string): object | undefined {
  const [kindText = '', ...names] = word.split('/')
  const kind = kindOf(kindText)
  if (kind === undefined || names.length === 0 || names.length > 2 || names.includes('') || MANIFEST.test(word)) {
    return undefined
  }
  const { group, versions, namespaced } = KINDS[kind]
  const name = names.at(-1) as string
  const namespace = names.length === 2 ? (names[0] as string) : undefined
  if (namespaced !== (namespace !== undefined)) {
    throw usageError(`"${word}" should be written ${kind}/${namespaced ? 'NAMESPACE/NAME' : 'NAME'}.`, '--delete')
  }
  const version = versions[0] ?? 'v1'
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: namespace === undefined ? { name } : { namespace, name },
  }
}

function kindOf(text: string): Kind | undefined {
  const key = text.toLowerCase()
  return (
    SHORT_NAMES[key] ??
    (Object.keys(KINDS) as Kind[]).find((kind) => kind.toLowerCase() === key || KINDS[kind].resource === key)
  )
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const what =
      code === 'ENOENT' ? 'There is no such file' : code === 'EISDIR' ? 'It is a folder' : `It can't be read (${code})`
    const message = `${what}; give manifest files, or - for the standard input.`
    throw new NamescopeError('source-unreadable', message, { file }, { cause })
  }
}
