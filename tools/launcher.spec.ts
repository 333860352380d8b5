import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isNewEnough } from './node-runtime.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A checkout of its own with a few sources, and the packages of this one. */
let checkout: string

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'namescope-launcher-'))
  for (const path of ['package.json', 'package-lock.json', '.swcrc']) cpSync(join(ROOT, path), join(checkout, path))
  for (const path of ['tools', 'bin']) {
    cpSync(join(ROOT, path), join(checkout, path), { recursive: true, filter: (file) => !file.endsWith('.ts') })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'))
})
afterEach(() => rmSync(checkout, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), text)
}

function run(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: checkout, encoding: 'utf8' })
  return { code: status, output: stdout + stderr }
}

function modified(path: string): number {
  return statSync(join(checkout, path)).mtimeMs
}

describe('npm run build', () => {
  const build = (): ReturnType<typeof run> => run('tools/run.mjs', 'build')

  it('mirrors the sources, without specs', () => {
    write('libs/one/src/index.ts', 'export const one: number = 1\n')
    write('libs/one/src/index.spec.ts', 'throw new Error()\n')
    expect(build()).toEqual({ code: 0, output: '' })
    expect(readFileSync(join(checkout, 'dist/libs/one/src/index.js'), 'utf8')).toContain('export const one = 1;')
    expect(existsSync(join(checkout, 'dist/libs/one/src/index.js.map'))).toBe(true)
    expect(existsSync(join(checkout, 'dist/libs/one/src/index.spec.js'))).toBe(false)
  })

  it('compiles only what changed, and removes what is gone', () => {
    write('libs/one/src/a.ts', 'export const a = 1\n')
    write('libs/one/src/b.ts', 'export const b = 1\n')
    write('libs/one/src/c.ts', 'export const c = 1\n')
    build()
    const before = modified('dist/libs/one/src/a.js')
    build()
    expect(modified('dist/libs/one/src/a.js')).toBe(before)

    write('libs/one/src/b.ts', 'export const b = 2\n')
    rmSync(join(checkout, 'libs/one/src/c.ts'))
    build()
    expect(modified('dist/libs/one/src/a.js')).toBe(before)
    expect(readFileSync(join(checkout, 'dist/libs/one/src/b.js'), 'utf8')).toContain('b = 2')
    expect(existsSync(join(checkout, 'dist/libs/one/src/c.js'))).toBe(false)
  })

  it('compiles everything again when the settings changed', () => {
    write('libs/one/src/a.ts', 'export const a = 1\n')
    build()
    const output = join(checkout, 'dist/libs/one/src/a.js')
    writeFileSync(output, 'stale')
    const soon = new Date(Date.now() + 1000)
    utimesSync(join(checkout, '.swcrc'), soon, soon)
    build()
    expect(readFileSync(output, 'utf8')).toContain('export const a = 1;')
  })

  it('says where a source cannot be read, and tries again next time', () => {
    write('libs/one/src/a.ts', 'export const = 1\n')
    const { code, output } = build()
    expect(code).toBe(1)
    expect(output).toContain('the build failed')
    expect(output).toContain('libs/one/src/a.ts:1')
    write('libs/one/src/a.ts', 'export const a = 1\n')
    expect(build().code).toBe(0)
  })
})

describe('npm run', () => {
  it('names its tasks when there is no such task', () => {
    const { code, output } = run('tools/run.mjs', 'deploy')
    expect(code).toBe(1)
    expect(output).toContain('usage: npm run <')
  })
})

describe('namescope from a checkout', () => {
  it('says what to do when nothing is built', () => {
    const { code, output } = run('bin/namescope.mjs', 'status')
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining('npm run build') })
  })

  it('runs the compiled command line with its arguments', () => {
    write('dist/programs/namescope.js', 'console.log(process.argv.slice(1).join(" ")); process.exitCode = 7\n')
    const { code, output } = run('bin/namescope.mjs', 'resolve', 'a b')
    expect(code).toBe(7)
    expect(output).toMatch(/namescope\.js resolve a b\n$/)
  })
})

describe('programs that are run as children', () => {
  const script = (child: string): string =>
    `import { runAll } from './tools/programs.mjs'\nawait runAll(process.execPath, ${JSON.stringify([
      ['-e', child],
      ['-e', ''],
    ])})`

  it('hand on the first exit code that is not 0', () => {
    expect(run('--input-type=module', '-e', script('process.exit(3)')).code).toBe(3)
  })

  it('are told to end when we are', async () => {
    const program = "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up')"
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script(program)], { cwd: checkout })
    await once(parent.stdout, 'data')
    parent.kill('SIGTERM')
    expect(await once(parent, 'exit')).toEqual([5, null])
  })
})

describe('isNewEnough', () => {
  it.each([
    ['20.20.2', false],
    ['22.18.0', false],
    ['22.19.0', true],
    ['24.0.0', true],
    ['100.0.0', true],
  ])('%s: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })
})
