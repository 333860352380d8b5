import { transformFile } from '@swc/core'
import { glob, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const NEEDED = '{migrations,libs/{errors,ip-address,cluster-model,commit-log,store}}/**/*.ts'

/**
 * Compiles the store and what it needs into a folder, as the build does, so that a test can start a process that runs it. Not
 * into `dist/`: a test must not depend on when that was built.
 */
export async function compileInto(folder: string): Promise<void> {
  for await (const file of glob(NEEDED, { cwd: ROOT, exclude: ['**/*.spec.ts'] })) {
    const { code } = await transformFile(join(ROOT, file), { cwd: ROOT })
    const output = join(folder, file.replace(/\.ts$/, '.js'))
    await mkdir(dirname(output), { recursive: true })
    await writeFile(output, code)
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const imports = { '#libs/*': './libs/*/src/index.js' }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports }))
}
