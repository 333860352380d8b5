import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresInstallation } from './installation.js'

/** A server of its own for one test file: on loopback, in a temporary folder, gone when it is stopped. */
export interface PostgresServer {
  /** The URL of a new, empty database. */
  createDatabase(): Promise<string>
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

const run = promisify(execFile)
const HOST = '127.0.0.1'
const SUPERUSER = 'namescope'
/** Another process may take the free port between finding it and listening on it. */
const ATTEMPTS = 3

/** Starts a server with an empty data folder. Nothing is fsynced: what a power cut would leave is not tested with it. */
export async function startPostgres(installation: PostgresInstallation): Promise<PostgresServer> {
  const { folder, user } = installation
  const data = await mkdtemp(join(tmpdir(), 'namescope-postgres-'))
  try {
    if (user !== undefined) await chown(data, user.uid, user.gid)
    const options = ['--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync', `--username=${SUPERUSER}`]
    await run(join(folder, 'initdb'), ['-D', data, ...options], { ...user, cwd: data })
    for (let attempt = 1; ; attempt++) {
      const port = await freePort()
      const server = await launch(installation, data, port)
      if (server !== undefined) return serverOf(installation, data, port, server)
      if (attempt === ATTEMPTS) throw new Error(`postgres did not start in ${data}`)
    }
  } catch (error) {
    await rm(data, { recursive: true, force: true })
    throw error
  }
}

/** Resolves once the server takes connections; to nothing when it ended instead. */
async function launch(
  { folder, user }: PostgresInstallation,
  data: string,
  port: number,
): Promise<ChildProcess | undefined> {
  const settings = [`listen_addresses=${HOST}`, `unix_socket_directories=${data}`, 'fsync=off']
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(join(folder, 'postgres'), args, { ...user, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'exit')
  const ready = new Promise<boolean>((resolve) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('ready to accept connections')) resolve(true)
    })
  })
  return (await Promise.race([ready, ended.then(() => false)])) ? server : undefined
}

function serverOf({ folder }: PostgresInstallation, data: string, port: number, server: ChildProcess): PostgresServer {
  let databases = 0
  // Should the test process end without asking for it.
  const kill = (): unknown => server.kill('SIGKILL')
  process.once('exit', kill)
  return {
    createDatabase: async () => {
      const name = `test_${++databases}`
      await run(join(folder, 'createdb'), ['-h', HOST, '-p', String(port), '-U', SUPERUSER, name])
      return `postgres://${SUPERUSER}@${HOST}:${port}/${name}`
    },
    stop: async () => {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      process.off('exit', kill)
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const socket = createServer().listen(0, HOST)
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, 'close')
  return port
}
