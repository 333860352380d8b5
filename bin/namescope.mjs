#!/usr/bin/env node
/** The command line from a checkout, on the project's Node whatever Node the shell has. */
import { existsSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { BUNDLES } from '../tools/bundle.mjs'
import { isNewEnough, projectNode } from '../tools/node-runtime.mjs'
import { become, COMPILE_CACHE } from '../tools/programs.mjs'
import { ROOT } from '../tools/root.mjs'

const program = join(ROOT, BUNDLES.namescope)

if (!existsSync(program)) {
  console.error('namescope: not built yet. Run "npm run build" first (or "npm start", which builds).')
  process.exitCode = 2
} else if (isNewEnough()) {
  process.argv[1] = program
  module.enableCompileCache?.(COMPILE_CACHE)
  await import(program)
} else {
  try {
    await become(projectNode(), [program, ...process.argv.slice(2)])
  } catch (error) {
    console.error(`namescope: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 2
  }
}
