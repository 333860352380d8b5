import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where PostgreSQL's programs are, and as whom they can run. */
export interface PostgresInstallation {
  /** The folder of initdb and postgres, which is not on the PATH of most systems. */
  readonly folder: string
  /** They refuse to run as root: then it is this user, else the present one. */
  readonly user?: { readonly uid: number; readonly gid: number }
}

const DEBIAN = '/usr/lib/postgresql'
const NEEDED = ['initdb', 'postgres', 'createdb']

/** The installation that tests can use, or the reason why there is none. */
export function findPostgres(): PostgresInstallation | string {
  const folder = candidates().find((candidate) => NEEDED.every((program) => isExecutable(join(candidate, program))))
  if (folder === undefined)
    return "PostgreSQL's initdb and postgres were not found (pg_config --bindir, PATH, Debian's folder)"
  if (process.getuid?.() !== 0) return { folder }
  const [uid, gid] = ['-u', '-g'].map((option) => Number.parseInt(output('id', [option, 'postgres']), 10))
  if (uid === undefined || gid === undefined || Number.isNaN(uid + gid)) {
    return 'PostgreSQL refuses to run as root, and there is no user postgres to run it as'
  }
  return { folder, user: { uid, gid } }
}

function candidates(): string[] {
  return [
    output('pg_config', ['--bindir']),
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...debianFolders(),
  ].filter((folder) => folder !== '')
}

/** One folder per major version; the newest first. */
function debianFolders(): string[] {
  try {
    const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a))
    return versions.map((version) => join(DEBIAN, version, 'bin'))
  } catch {
    return []
  }
}

function output(program: string, args: readonly string[]): string {
  const { stdout, status } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
