import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { CommandLine } from './command-line.js'
import type { DemoServer } from './demo-server.js'

export interface CommandResult {
  /** The exit code; `NO_SUCH_PROGRAM` when there is none here. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** As shells have it. */
export const NO_SUCH_PROGRAM = 127

const TIME_LIMIT_MS = 30_000

/** True when the command asks the server that `npm start` starts. */
export function needsServer({ program, args }: CommandLine): boolean {
  return program !== 'namescope' || args.some((word) => /127\.0\.0\.1:\d+|localhost:\d+/.test(word))
}

/**
 * Runs a command of a page in the checkout, without a shell and without options from the environment. What it says about the
 * documented addresses is done on those of the demo server, and said back.
 */
export async function runCommand(root: string, line: CommandLine, server?: DemoServer): Promise<CommandResult> {
  const args = line.args.map((word) => server?.toActual(word) ?? word)
  const result = await (line.program === 'namescope'
    ? execute(root, process.execPath, [join(root, 'dist/programs/namescope.js'), ...args])
    : execute(
        root,
        line.program,
        line.program === 'curl' ? ['--silent', '--show-error', '--fail-with-body', ...args] : args,
      ))
  return server === undefined ? result : { ...result, stdout: server.toDocumented(result.stdout) }
}

/** The environment of a command: the machine's, without options of the product and without colours. */
export function plainEnvironment(): Record<string, string | undefined> {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('NAMESCOPE_') && name !== 'NODE_OPTIONS')
  return { ...Object.fromEntries(ours), NO_COLOR: '1', TZ: 'UTC' }
}

function execute(cwd: string, file: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_LIMIT_MS,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve({ code: NO_SUCH_PROGRAM, stdout, stderr: error.message }) : reject(error),
    )
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 128, stdout, stderr: signal === null ? stderr : `ended by ${signal}` }),
    )
  })
}
