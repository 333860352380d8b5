import { spawnSync } from 'node:child_process'

/**
 * Runs a benchmark once for each list of arguments, each in a process of its own, so that peaks of memory stay apart. Does nothing
 * and returns the arguments where the process has some already.
 */
export function eachInOwnProcess(
  file: string,
  variants: readonly (readonly string[])[],
): readonly string[] | undefined {
  const given = process.argv.slice(2)
  if (given.length > 0) return given
  for (const variant of variants) {
    console.log(`\n== ${variant.join(' ')}`)
    const { status } = spawnSync(process.execPath, [...process.execArgv, file, ...variant], { stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
  return undefined
}
