import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const SOURCES = 'test/peers/clients'

/** The clients that have to be compiled, as far as there are compilers. Static, so that nothing of the machine's C library counts. */
export function compileClients(folder: string): void {
  const program = (name: string): string => join(folder, name)
  run(['cc', '-o', program('getaddrinfo-glibc'), `${SOURCES}/getaddrinfo.c`])
  run(['musl-gcc', '-static', '-o', program('getaddrinfo-musl'), `${SOURCES}/getaddrinfo.c`])
  run(['go', 'build', '-o', program('resolver-go'), `${SOURCES}/resolver.go`], { CGO_ENABLED: '0' })
}

/** @throws Error with what the compiler says; one that is not there is passed over */
function run([command = '', ...words]: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const { error, status, stderr } = spawnSync(command, words, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  if (error === undefined && status !== 0) throw new Error(`${command} failed:\n${stderr}`)
}
