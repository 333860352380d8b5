import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './repository.js'

/** What the test runner's JSON report holds of a run, cut down to what is read. */
function report(passed: number, files: object[]): string {
  return JSON.stringify({
    numPassedTests: passed,
    numPendingTests: 2,
    numTodoTests: 0,
    success: files.length === 0,
    testResults: files,
  })
}

const broken = {
  name: 'a.spec.ts',
  status: 'failed',
  message: '',
  assertionResults: [{ status: 'failed', fullName: 'adds' }],
}
const unloadable = { name: 'b.spec.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] }

describe('the summary of .ci/run', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'namescope-ci-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it.each<[string, Record<string, string>, string[], number]>([
    ['nothing failed', { 'tests.json': report(5, []), passed: 'lint\ntypes\n' }, ['7 passed, 0 failed, 2 skipped'], 0],
    ['no test runner', { passed: 'lint\n' }, ['1 passed, 0 failed'], 0],
    [
      'a test, a file and a check failed',
      { 'tests.json': report(5, [broken, unloadable]), failed: 'lint\n', 'ended-badly': 'tests (exit code 1)\n' },
      ['failed: lint', 'failed: a.spec.ts: adds', 'failed: b.spec.ts: SyntaxError', '5 passed, 3 failed, 2 skipped'],
      1,
    ],
    [
      'the runner ended without a report',
      { 'ended-badly': 'tests (exit code 124)\n' },
      ['failed: tests (exit code 124)', '0 passed, 1 failed'],
      1,
    ],
    [
      'the runner ended badly after its report',
      { 'tests.json': report(5, []), 'ended-badly': 'tests (exit code 1)\n' },
      ['failed: tests (exit code 1)', '5 passed, 1 failed, 2 skipped'],
      1,
    ],
  ])('%s', (_, files, lines, code) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { status, stdout } = spawnSync(process.execPath, ['.ci/summary.mjs', folder], { cwd: ROOT, encoding: 'utf8' })
    expect(stdout.trimEnd().split('\n')).toEqual(lines)
    expect(status).toBe(code)
  })
})
