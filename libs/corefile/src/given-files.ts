import { posix } from 'node:path'

/** A file that was given along with the Corefile. */
export interface GivenFile {
  /** The path under which it was given: places name the file so. */
  readonly name: string
  readonly text: string
}

/** The only files a Corefile can reach: those given. Nothing here touches a disk. */
export interface GivenFiles {
  /** The file at a path; a relative path is seen from the folder. */
  read(path: string, folder: string): GivenFile | undefined
  /** The files whose paths match a pattern with `*` and `?` (neither crosses a `/`), in order of their paths. */
  match(pattern: string, folder: string): GivenFile[]
  /** The files below a folder, however deep, in order of their paths. */
  below(path: string, folder: string): (GivenFile & { readonly path: string })[]
}

/** Where kubeadm's Deployment mounts the Corefile; relative paths of imports, and of given files, are seen from here. */
export const COREFILE_FOLDER = '/etc/coredns'

/** The given files by path: absolute as CoreDNS sees it, or relative to the Corefile's folder. */
export function givenFiles(files: Readonly<Record<string, string>>): GivenFiles {
  const byPath = new Map<string, GivenFile>()
  for (const [name, text] of Object.entries(files)) byPath.set(absolutePath(name, COREFILE_FOLDER), { name, text })
  const paths = [...byPath.keys()].toSorted()
  const select = (isWanted: (path: string) => boolean) =>
    paths.filter(isWanted).map((path) => ({ path, ...(byPath.get(path) as GivenFile) }))

  return {
    read: (path, folder) => byPath.get(absolutePath(path, folder)),
    match: (pattern, folder) => {
      const expression = globExpression(absolutePath(pattern, folder))
      return select((path) => expression.test(path))
    },
    below: (path, folder) => {
      const prefix = `${absolutePath(path, folder)}/`.replace('//', '/')
      return select((candidate) => candidate.startsWith(prefix))
    },
  }
}

/** The path from the root, without `.` and `..`. */
export function absolutePath(path: string, folder: string): string {
  return posix.isAbsolute(path) ? posix.normalize(path) : posix.join('/', folder, path)
}

/** The folder that a path lies in. */
export function folderOf(path: string): string {
  return posix.dirname(path)
}

/** The path's last part. */
export function baseName(path: string): string {
  return posix.basename(path)
}

function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (character) => {
    if (character === '*') return '[^/]*'
    if (character === '?') return '[^/]'
    return `\\${character}`
  })
  return new RegExp(`^${source}$`)
}
