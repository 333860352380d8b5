import { absolutePath, givenFiles, type GivenFiles } from './given-files.js'
import { readServers } from './read-corefile.js'
import { secretEnvironmentNames } from './secrets.js'
import type { EnvironmentLookup } from './syntax/environment.js'
import { NEWEST_VERSION } from './version.js'

/** What a Corefile takes from outside its own text. */
export interface CorefileReferences {
  readonly environment: readonly EnvironmentReference[]
  /**
   * Paths that it would read, absolute, sorted: imports (maybe with a `*`), zone files, hosts files, weight files, resolv.conf
   * of autopath; the folders of auto end in `/`. A relative path of a plugin is listed in each folder where it is looked for.
   */
  readonly files: readonly string[]
  /** Those of `files` that are pieces of Corefile, and so may hold secrets (`redactCorefile`). */
  readonly imports: readonly string[]
}

export interface EnvironmentReference {
  readonly name: string
  /** True when the value stands where a secret does: only its digest may be kept. */
  readonly isSecret: boolean
}

/** What `corefileReferences` may know already: the version, files and values found so far. */
export interface ReferenceOptions {
  readonly version?: string
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * The environment variables and files that a Corefile refers to. Imported files, and variables that are part of a path, lead
 * to further references once they are given, so ask again with what was found until nothing is new.
 */
export function corefileReferences(text: string, options: ReferenceOptions = {}): CorefileReferences {
  const given = options.files ?? {}
  const values = options.environment ?? {}
  const names = new Set<string>()
  const paths = new Set<string>()
  const imports = new Set<string>()
  const environment: EnvironmentLookup = (name) => {
    names.add(name)
    return Object.hasOwn(values, name) ? (values[name] as string) : ''
  }
  const files = givenFiles(given)
  const source = { imports: recorded(files, imports), files: recorded(files, paths), environment }
  readServers(text, options.version ?? NEWEST_VERSION, source, () => undefined)
  const secrets = new Set([text, ...Object.values(given)].flatMap(secretEnvironmentNames))
  return {
    environment: [...names].toSorted().map((name) => ({ name, isSecret: secrets.has(name) })),
    files: [...new Set([...paths, ...imports])].toSorted(),
    imports: [...imports].toSorted(),
  }
}

function recorded(files: GivenFiles, paths: Set<string>): GivenFiles {
  return {
    read: (path, folder) => {
      paths.add(absolutePath(path, folder))
      return files.read(path, folder)
    },
    match: (pattern, folder) => {
      paths.add(absolutePath(pattern, folder))
      return files.match(pattern, folder)
    },
    below: (path, folder) => {
      paths.add(`${absolutePath(path, folder)}/`)
      return files.below(path, folder)
    },
  }
}
