import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { plainEnvironment } from './run-command.js'

/** The ports that `npm start` listens on, by which pages name them. */
const DOCUMENTED = { http: 8080, operations: 9153, dns: 1053 }

/** The server of `npm start`, on free ports of loopback and with a database of its own. */
export interface DemoServer {
  /** An argument with the documented ports turned into those of this server. */
  toActual(word: string): string
  /** A text with the ports of this server turned into the documented ones. */
  toDocumented(text: string): string
  stop(): Promise<void>
}

/** @throws Error with what the server said, when it is not ready within half a minute */
export async function startDemoServer(root: string): Promise<DemoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'namescope-docs-'))
  const ports = { http: await freePort(), operations: await freePort(), dns: await freePort() }
  const addresses = Object.entries(ports).flatMap(([name, port]) => [`--${name}-address`, `127.0.0.1:${port}`])
  const database = ['--database-url', `sqlite:${join(folder, 'namescope.db')}`]
  const program = join(root, 'dist/programs/namescope.js')
  const child = spawn(process.execPath, [program, 'serve', ...addresses, ...database], {
    cwd: root,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'exit')

  for (let tries = 0; !(await isReady(ports.operations)); tries++) {
    if (tries === 300 || child.exitCode !== null) {
      child.kill('SIGKILL')
      throw new Error(`the server did not become ready\n${said}`)
    }
    await wait(100)
  }

  const pairs = (Object.keys(DOCUMENTED) as (keyof typeof DOCUMENTED)[]).map(
    (name) => [DOCUMENTED[name], ports[name]] as const,
  )
  return {
    toActual: (word) =>
      pairs.reduce(
        (text, [documented, actual]) => text.replace(new RegExp(`(^|:|=)${documented}\\b`), `$1${actual}`),
        word,
      ),
    toDocumented: (text) =>
      pairs.reduce((rest, [documented, actual]) => rest.replaceAll(String(actual), String(documented)), text),
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
