import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './root.mjs'

/** V8 code kept between runs: takes an eighth off the CPU time of the server's start. */
export const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'compiled-code')

function environment() {
  return { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env }
}

/**
 * Runs a program as the last thing this process does: replaces the process where Node can (no second process, signals arrive
 * where they should), else waits for it as a child.
 * @param {string} node @param {string[]} args
 */
export async function become(node, args) {
  // A process may only be replaced while it is alone: Windows cannot, Node 20 and early 22 cannot.
  if (process.execve !== undefined && process.platform !== 'win32') process.execve(node, [node, ...args], environment())
  process.exitCode = await run(node, args)
}

/**
 * Runs programs one after the other; the exit code is the first that is not 0.
 * @param {string} node @param {string[][]} programs
 */
export async function runAll(node, programs) {
  for (const args of programs) {
    const code = await run(node, args)
    if (code !== 0 && !process.exitCode) process.exitCode = code
  }
}

/**
 * Runs a child with our standard streams and hands on the signals that ask for an end.
 * @param {string} node @param {string[]} args
 * @returns {Promise<number>} its exit code; 128 + signal number when a signal ended it, as shells count
 */
function run(node, args) {
  const child = spawn(node, args, { stdio: 'inherit', env: environment() })
  // A terminal sends Ctrl-C to the whole group: handing it on would be a second one.
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, onSignal)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, onSignal)
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}
