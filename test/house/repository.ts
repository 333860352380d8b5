import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const NOT_SOURCE = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', '.cache'])

/** Every file that belongs to the repository, by its path from the root, sorted. */
export function repositoryFiles(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCE.has(name) && !name.endsWith('.log'))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? repositoryFiles(path) : [path]
    })
    .sort()
}

export function fileText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** A JSON file of the repository, as the caller knows it. */
export function fileJson<T>(path: string): T {
  return JSON.parse(fileText(path)) as T
}
