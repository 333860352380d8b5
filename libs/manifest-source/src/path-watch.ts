import { stat } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import { isSkippedFolder, parsePattern } from './path-pattern.js'

/** The system's limits on watched files, of which all others know nothing. */
const LIMITS = new Set(['ENOSPC', 'EMFILE', 'ENFILE'])

/**
 * Watches what the paths can give: folders below a folder, the folder around a file (a file that is replaced is another file),
 * the folder where a glob starts. Resolves once nothing can be missed any more. Events are hints only: they carry no path.
 * @param onLimit Called when the system lets no more files be watched, so that edits may go unseen.
 */
export async function watchPaths(
  paths: readonly string[],
  onChange: () => void,
  onLimit: () => void,
): Promise<FSWatcher> {
  const folders: string[] = []
  const files: string[] = []
  for (const path of paths) {
    const pattern = parsePattern(path)
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    )
    if (isFolder || pattern !== undefined) folders.push(resolve(isFolder ? path : (pattern?.base ?? path)))
    else files.push(resolve(path))
  }
  const isWatched = (path: string) =>
    files.some((file) => path === file || path === dirname(file)) ||
    folders.some((folder) => path === folder || (path.startsWith(folder + sep) && !isSkipped(relative(folder, path))))
  const watcher = watch([...folders, ...files.map((file) => dirname(file))], {
    ignoreInitial: true,
    ignored: (path) => !isWatched(resolve(path)),
  })
  watcher.on('all', onChange)
  // Links that are pointed elsewhere, as in mounted ConfigMaps, show in no other way.
  watcher.on('raw', onChange)
  watcher.on('error', (error) => {
    if (LIMITS.has((error as NodeJS.ErrnoException).code ?? '')) onLimit()
    // Anything else is about one path, and looking at it again tells what.
    else onChange()
  })
  await new Promise<void>((ready) => watcher.on('ready', ready))
  return watcher
}

function isSkipped(below: string): boolean {
  return below.split(sep).some(isSkippedFolder)
}
