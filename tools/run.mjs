/**
 * The one way into everything the project can do: `npm start`, `npm test`, `npm run build|lint|typecheck|format|bench|generate`.
 *
 * Runs on whatever Node the machine has (20 or newer) with nothing installed, so that a fresh clone needs no other step: it
 * installs what the lockfile names, builds what is out of date, and hands over to the project's own Node.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { BUNDLES } from './bundle.mjs'
import { install } from './install.mjs'
import { projectNode } from './node-runtime.mjs'
import { installPeers } from './peer-packages.mjs'
import { become, runAll } from './programs.mjs'
import { ROOT } from './root.mjs'

/** The file behind a package's command, run with the project's Node instead of the machine's. */
const PROGRAMS = {
  vitest: 'node_modules/vitest/vitest.mjs',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  tsc: 'node_modules/typescript/bin/tsc',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
}

/**
 * The start makes much short-lived data, for which V8 would take (and keep) three times 16 MB: at most 8 saves 50 MB of resident
 * memory, and 8 from the beginning, instead of growing there, a tenth of the CPU time.
 */
const SERVER_FLAGS = ['--min-semi-space-size=8', '--max-semi-space-size=8']

/** @type {Record<string, (args: string[]) => Promise<unknown>>} */
const TASKS = {
  // Every task installs first: this one is for a layer of an image.
  install: async () => {},
  start: async (args) => {
    await build()
    return become(projectNode(), [...SERVER_FLAGS, BUNDLES.namescope, 'serve', ...args])
  },
  test: async (args) => {
    await build()
    return become(projectNode(), [PROGRAMS.vitest, 'run', ...args])
  },
  'test:peers': async (args) => {
    await build()
    installPeers()
    return become(projectNode(), [PROGRAMS.vitest, 'run', '--config', 'test/peers/vitest.config.ts', ...args])
  },
  build: async () => build(),
  lint: async (args) => become(projectNode(), [PROGRAMS.oxlint, ...args]),
  typecheck: async (args) => {
    const remembered = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo']
    return become(projectNode(), [PROGRAMS.tsc, '-p', 'tsconfig.json', ...remembered, ...args])
  },
  format: async (args) => {
    const [mode, ...paths] = args[0] === '--check' ? args : ['--write', ...args]
    return become(projectNode(), [PROGRAMS.prettier, mode ?? '--write', ...(paths.length > 0 ? paths : ['.'])])
  },
  generate: async (args) => {
    await build()
    return become(projectNode(), ['dist/tools/generate/main.js', ...args])
  },
  bench: async (args) => {
    await build()
    return runAll(projectNode(), benches(args))
  },
}

/** The compiled benchmarks, `bench/NAME.bench.ts`: all of them, or the named ones. What begins with the first option is theirs. */
function benches(/** @type {string[]} */ args) {
  const firstOption = args.findIndex((arg) => arg.startsWith('-'))
  const [names, options] = firstOption < 0 ? [args, []] : [args.slice(0, firstOption), args.slice(firstOption)]
  const known = readdirSync(join(ROOT, 'bench'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length))
    .sort()
  for (const name of names) {
    if (!known.includes(name)) throw new Error(`there is no benchmark ${name}; there are: ${known.join(', ')}`)
  }
  return (names.length > 0 ? names : known).map((name) => ['--expose-gc', `dist/bench/${name}.bench.js`, ...options])
}

const [name = '', ...args] = process.argv.slice(2)
const task = TASKS[name]
try {
  if (task === undefined) throw new Error(`usage: npm run <${Object.keys(TASKS).join('|')}> [-- options]`)
  process.chdir(ROOT)
  install()
  await task(args)
} catch (error) {
  console.error(`namescope: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
