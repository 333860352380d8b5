import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './repository.js'

/** What the linter says about a folder: `path rule` of every finding, with the message. */
async function findings(
  folder: string,
  ...paths: string[]
): Promise<{ file: string; rule: string; message: string }[]> {
  const linter = join(ROOT, 'node_modules/oxlint/bin/oxlint')
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [linter, '--config=oxlint.config.ts', '--format=json', ...paths],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => (stdout === '' ? reject(error ?? new Error(stderr)) : resolve(stdout)),
    )
  })
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { filename: string; code: string; message: string; help?: string }[]
  }
  return diagnostics.map(({ filename, code, message, help = '' }) => ({
    file: filename,
    rule: code,
    message: `${message} ${help}`.trim(),
  }))
}

/** One file each that breaks one rule of the house, and the rule that must say so. */
const BREACHES: readonly (readonly [what: string, file: string, text: string, rule: string])[] = [
  ['a library upstream', 'libs/zone/src/upstream.ts', "import '#libs/resolver'", 'eslint(no-restricted-imports)'],
  ['a package that is guarded', 'libs/zone/src/orm.ts', "import 'typeorm'", 'eslint(no-restricted-imports)'],
  ['a driver outside the store', 'apps/api/src/driver.ts', "import 'sqlite3'", 'eslint(no-restricted-imports)'],
  ['Nest in a library', 'libs/store/src/nest.ts', "import '@nestjs/common'", 'eslint(no-restricted-imports)'],
  ['Nest in the sidecar', 'apps/dns/src/nest.ts', "import '@nestjs/core'", 'eslint(no-restricted-imports)'],
  ['the store in the sidecar', 'apps/dns/src/store.ts', "import '#libs/store'", 'eslint(no-restricted-imports)'],
  ['past an index', 'apps/cli/src/deep.ts', "import '#libs/zone/src/zone.js'", 'eslint(no-restricted-imports)'],
  ['by path', 'libs/resolver/src/path.ts', "import '../../zone/src/zone.js'", 'eslint(no-restricted-imports)'],
  ['an app by its neighbour', 'apps/dns/src/api.ts', "import '../../api/src/main.js'", 'eslint(no-restricted-imports)'],
  ['by path in a spec', 'libs/zone/src/a.spec.ts', "import '../../x/src/y.js'", 'eslint(no-restricted-imports)'],
  ['a file in a pure library', 'libs/zone/src/file.ts', "import 'node:fs'", 'eslint(no-restricted-imports)'],
  ['a socket in a pure library', 'libs/dns-wire/src/net.ts', "import 'node:dgram'", 'eslint(no-restricted-imports)'],
  [
    'a cycle',
    'libs/zone/src/one.ts',
    "import { two } from './two.js'\nexport const one = () => two",
    'import(no-cycle)',
  ],
  ['the clock', 'libs/zone/src/clock.ts', 'export const a = () => Date.now()', 'eslint(no-restricted-properties)'],
  ['the clock again', 'libs/zone/src/clock-2.ts', 'export const a = () => new Date()', 'house(no-clock)'],
  ['chance', 'libs/store/src/chance.ts', 'export const a = () => Math.random()', 'eslint(no-restricted-properties)'],
  ['the process', 'libs/store/src/env.ts', 'export const a = process.env', 'eslint(no-restricted-globals)'],
  ['the console', 'libs/zone/src/log.ts', "export const a = () => console.log('')", 'eslint(no-restricted-globals)'],
  [
    'a timer',
    'libs/zone/src/timer.ts',
    'export const a = () => setTimeout(Boolean, 1)',
    'eslint(no-restricted-globals)',
  ],
  [
    'a floating promise',
    'apps/cli/src/floating.ts',
    'const later = async (): Promise<void> => {}\nexport const a = (): void => {\n  later()\n}',
    'typescript(no-floating-promises)',
  ],
  [
    'a floating promise with void',
    'apps/cli/src/void.ts',
    'const later = async (): Promise<void> => {}\nexport const a = (): void => {\n  void later()\n}',
    'typescript(no-floating-promises)',
  ],
  ['a long file', 'libs/zone/src/long.ts', `${'// a line\n'.repeat(300)}export const a = 1`, 'eslint(max-lines)'],
  ['a note to ourselves', 'libs/zone/src/note.ts', '// TODO: later\nexport const a = 1', 'eslint(no-warning-comments)'],
]

const HARMLESS: Record<string, string> = {
  'libs/zone/src/two.ts': "import { one } from './one.js'\nexport const two = () => one",
  'libs/zone/src/pure.ts':
    "import { createHash } from 'node:crypto'\nimport { parseNetwork } from '#libs/ip-address'\n" +
    "import { parseDomainName } from '#libs/dns-model'\n" +
    'export const a = () => [createHash, parseNetwork, parseDomainName, new Date(0), Date.parse("")]',
  'libs/store/src/timer.ts': "import 'node:fs'\nexport const a = () => setTimeout(Boolean, 1)",
  'libs/zone/src/chance.spec.ts': "import '#libs/store'\nexport const a = () => [process.env, Math.random()]",
}

// The types of the whole repository are read: slow on a busy machine.
describe('the linter', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'namescope-lint-'))
  let found: Awaited<ReturnType<typeof findings>>

  beforeAll(async () => {
    for (const path of ['oxlint.config.ts', 'house', 'package.json', 'tsconfig.json']) {
      cpSync(join(ROOT, path), join(folder, path), { recursive: true })
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const [file, text] of [
      ...BREACHES.map(([, path, content]) => [path, content] as const),
      ...Object.entries(HARMLESS),
    ]) {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      writeFileSync(join(folder, file), `${text}\n`)
    }
    found = await findings(folder, 'apps', 'libs')
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(BREACHES)('sees %s (%s)', (_, file, __, rule) => {
    expect(found.filter((finding) => finding.file === file).map((finding) => finding.rule)).toContain(rule)
  })

  it.each(Object.keys(HARMLESS).filter((file) => !file.endsWith('two.ts')))('has nothing against %s', (file) => {
    const restrictions = found.filter(
      (finding) => finding.file === file && /restricted|house|floating/.test(finding.rule),
    )
    expect(restrictions).toEqual([])
  })

  it('finds nothing in the repository', async () => {
    expect(await findings(ROOT)).toEqual([])
  })
})
