import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'

const STAMP = join(ROOT, 'node_modules', '.installed-lockfile')

/**
 * Installs exactly what the lockfile names, once: a stamp in `node_modules` holds the hash of the lockfile it was made from.
 * @throws Error when npm fails
 */
export function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (readStamp() === wanted) return
  console.error('namescope: installing the packages named in package-lock.json (once; a minute or two) ...')
  const { command, prefix } = npm()
  const { status, error } = spawnSync(
    command,
    [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'],
    // npm prints on stdout; ours belongs to the program that is about to run.
    { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
  )
  if (error) throw new Error(`npm could not be started: ${error.message}`)
  if (status !== 0) {
    throw new Error(
      'npm ci failed (above). It needs the npm registry and, where the SQLite driver has no prebuilt binary, python3 and a C++ compiler.',
    )
  }
  writeFileSync(STAMP, wanted)
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return undefined
  }
}

/** The npm that started us where there is one, else the one on the path. */
function npm() {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? { command: process.execPath, prefix: [script] } : { command: 'npm', prefix: [] }
}
