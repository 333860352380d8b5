import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { bundle } from './bundle.mjs'
import { ROOT } from './root.mjs'

/** The folders that are compiled; `dist/` mirrors them. */
const SOURCES = ['apps', 'libs', 'migrations', 'bench', 'test', 'tools']

/** What decides how a file is compiled: newer than the last build means that everything is compiled again. */
const SETTINGS = ['.swcrc', 'tools/build.mjs', 'tools/bundle.mjs', 'node_modules/.installed-lockfile']

const OUTPUT = join(ROOT, 'dist')
const STAMP = join(OUTPUT, '.built')

/**
 * Compiles the TypeScript sources that changed since the last build, removes the output of those that are gone, and bundles the
 * programs. Costs a few milliseconds when there is nothing to do: a folder's own time changes with every file that comes or goes.
 * @returns {Promise<number>} how many files were compiled
 * @throws Error with the compiler's or the bundler's message
 */
export async function build() {
  const since = modified(STAMP)
  const started = new Date()
  const { files, newest } = scan(SOURCES.filter((folder) => existsSync(join(ROOT, folder))))
  const all = Math.max(...SETTINGS.map((file) => modified(join(ROOT, file)))) >= since
  if (!all && newest < since) return 0

  const outputs = new Set()
  const stale = []
  for (const [file, changed] of files) {
    const output = join(OUTPUT, file.replace(/\.ts$/, '.js'))
    outputs.add(output).add(`${output}.map`)
    if (all || changed >= modified(output)) stale.push({ file, output })
  }
  await compile(stale)
  removeOthers(OUTPUT, outputs)
  await bundle()
  // The time the build began, not ended: what was saved meanwhile is newer and is compiled next time.
  writeFileSync(STAMP, '')
  utimesSync(STAMP, started, started)
  return stale.length
}

/** @param {{ file: string, output: string }[]} stale */
async function compile(stale) {
  if (stale.length === 0) return
  const { transformFile } = await import('@swc/core')
  const results = await Promise.allSettled(
    stale.map(async ({ file, output }) => {
      const { code, map } = await transformFile(join(ROOT, file), { cwd: ROOT })
      mkdirSync(dirname(output), { recursive: true })
      writeFileSync(output, `${code}//# sourceMappingURL=${basename(output)}.map\n`)
      writeFileSync(`${output}.map`, map ?? '')
    }),
  )
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
  if (failures.length > 0) throw new Error(`the build failed\n${failures.join('\n')}`)
}

/**
 * Every source file with its time, and the newest time among files and folders, in milliseconds since 1970.
 * @param {string[]} folders relative to the root
 */
function scan(folders) {
  /** @type {Map<string, number>} */
  const files = new Map()
  let newest = 0
  const queue = [...folders]
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    newest = Math.max(newest, modified(join(ROOT, folder)))
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        // The dashboard is vite's.
        if (path !== 'apps/dashboard') queue.push(path)
      } else if (isSource(entry.name)) {
        const time = modified(join(ROOT, path))
        newest = Math.max(newest, time)
        files.set(path, time)
      }
    }
  }
  return { files, newest }
}

function isSource(/** @type {string} */ name) {
  return name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.e2e-spec.ts') && !name.endsWith('.d.ts')
}

/** Milliseconds since 1970, 0 when there is no such file. */
function modified(/** @type {string} */ path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Removes the compiled files that no source stands behind any more. */
function removeOthers(/** @type {string} */ folder, /** @type {Set<string>} */ keep) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) removeOthers(path, keep)
    else if (/\.js(\.map)?$/.test(entry.name) && !keep.has(path)) rmSync(path)
  }
}
