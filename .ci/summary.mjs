/**
 * Adds up what `.ci/run` left in a folder: reports of the test runner (`*.json`), and the names of checks in `passed` and `failed`.
 * Prints what failed and, as the last line, the sums. Exit code 1 when anything failed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '.'] = process.argv.slice(2)
const lines = (/** @type {string} */ name) =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : []

const failures = lines('failed')
let passed = lines('passed').length
let skipped = 0

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  passed += report.numPassedTests
  skipped += report.numPendingTests + report.numTodoTests
  for (const { name, status, assertionResults, message } of report.testResults) {
    const broken = assertionResults.filter((/** @type {{ status: string }} */ test) => test.status === 'failed')
    failures.push(...broken.map((/** @type {{ fullName: string }} */ { fullName }) => `${name}: ${fullName}`))
    // A file that could not even be loaded has no tests to fail.
    if (status === 'failed' && broken.length === 0) failures.push(`${name}: ${message}`)
  }
}
// A runner that ended badly without a failed test (out of memory, out of time, an unhandled error) is a failure all the same.
for (const suite of lines('ended-badly')) {
  const report = join(folder, `${suite.split(' ')[0]}.json`)
  if (!existsSync(report) || JSON.parse(readFileSync(report, 'utf8')).success) failures.push(suite)
}

for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failures.length > 0 ? 1 : 0
