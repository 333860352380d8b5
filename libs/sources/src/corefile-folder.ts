import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, matchesGlob, relative } from 'node:path'
import { corefileReferences, withoutSecrets } from '#libs/corefile'

/** Where CoreDNS sees the Corefile; its folder on our disk stands for this one. */
const COREFILE_FOLDER = '/etc/coredns'

/** A Corefile, and by path relative to it the files of its folder that it refers to. */
export interface CorefileFolder {
  readonly corefile: string
  readonly files?: Readonly<Record<string, string>>
}

/**
 * Reads a Corefile and what it refers to within its folder, with digests in place of secrets. A path that leads out of the folder
 * is not followed: whoever wrote the Corefile does not thereby choose what is read from our disk.
 */
export async function readCorefileFolder(path: string): Promise<CorefileFolder> {
  const corefile = withoutSecrets(await readFile(path, 'utf8'))
  const folder = dirname(path)
  const candidates = await filesBelow(folder)
  const files: Record<string, string> = {}
  // A file that is imported may refer to others.
  for (let missing = candidates; missing.length > 0;) {
    const { files: references } = corefileReferences(corefile, { files })
    missing = candidates.filter((name) => files[name] === undefined && references.some((each) => refersTo(each, name)))
    for (const name of missing) files[name] = withoutSecrets(await readFile(join(folder, name), 'utf8'))
  }
  return Object.keys(files).length === 0 ? { corefile } : { corefile, files }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).toSorted()
}

/** A reference is a path, maybe with a `*`, or a folder that ends in `/`. */
function refersTo(reference: string, name: string): boolean {
  const path = `${COREFILE_FOLDER}/${name}`
  return reference.endsWith('/') ? path.startsWith(reference) : matchesGlob(path, reference)
}
