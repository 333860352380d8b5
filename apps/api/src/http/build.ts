import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(import.meta.url)

/** The version in package.json, which stands above this file at one depth in the sources and at another in `dist`. */
export const VERSION: string = versionAbove(dirname(HERE))

/** Changes with every build, even where the version stays. */
export const BUILD = `${VERSION}+${Math.floor(statSync(HERE).mtimeMs)}`

function versionAbove(folder: string): string {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return versionAbove(dirname(folder))
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
