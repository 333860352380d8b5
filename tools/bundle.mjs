import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'

const OUTPUT = 'dist/programs'

/** The programs, relative to the root. */
export const BUNDLES = { namescope: `${OUTPUT}/namescope.js`, dns: `${OUTPUT}/dns.js` }

/**
 * The compiled file that each program starts with. A thread's program stands among the parts, because whoever starts it looks for
 * it beside itself.
 */
const ENTRIES = {
  namescope: 'dist/apps/cli/src/main.js',
  dns: 'dist/apps/dns/src/main.js',
  'parts/udp-worker': 'dist/libs/dns-server/src/workers/udp-worker.js',
}

/**
 * The packages that go into the bundle: those of which a start loads many small files. Loading is most of what a start costs, and
 * a file of its own costs more than what stands in it. All others stay in `node_modules`: they have native parts, look for files
 * beside themselves, or are also loaded from there by name, and two copies of one package do not know each other's classes.
 */
export const BUNDLED = [
  '@graphql-tools/',
  '@nestjs/',
  'chokidar',
  'commander',
  'es-toolkit',
  'immutable',
  'iterare',
  'nestjs-pino',
  're2js',
  'readdirp',
  'rxjs',
  'yaml',
  'zod',
]

/** What the bundled packages ask for and do without. */
const ABSENT = /^@nestjs\/(microservices|platform-express|websockets)/

/**
 * Bundles the compiled programs, with source maps; what is imported on demand stays apart.
 * @throws Error with the bundler's message
 */
export async function bundle() {
  const input = Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(join(ROOT, file))))
  if (Object.keys(input).length === 0) return
  const { rolldown } = await import('rolldown')
  const bundled = await rolldown({
    cwd: ROOT,
    input,
    platform: 'node',
    external: (id) => !isBundled(id),
    plugins: [{ name: 'source-maps', load: withSourceMap }],
    logLevel: 'warn',
  })
  rmSync(join(ROOT, OUTPUT), { recursive: true, force: true })
  try {
    await bundled.write({
      dir: join(ROOT, OUTPUT),
      chunkFileNames: 'parts/[name]-[hash].js',
      // Names of classes are names in the API's schema and in errors.
      keepNames: true,
      sourcemap: true,
    })
  } finally {
    await bundled.close()
  }
}

function isBundled(/** @type {string} */ id) {
  if (id.startsWith('.') || id.startsWith('/') || id.startsWith('#')) return true
  if (ABSENT.test(id)) return false
  return BUNDLED.some((name) => (name.endsWith('/') ? id.startsWith(name) : id === name || id.startsWith(`${name}/`)))
}

/** Our own files with the maps that their compilation left beside them. */
function withSourceMap(/** @type {string} */ id) {
  if (!id.startsWith(join(ROOT, 'dist'))) return null
  return { code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') }
}
