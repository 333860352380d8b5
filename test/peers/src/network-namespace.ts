import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { startProgram, type RunningProgram } from './program.js'

/** A network of its own: loopback and nothing else, with a resolv.conf of its own. */
export interface NetworkNamespace extends RunningProgram {
  /** Stands before a command that runs in it, under its resolv.conf. */
  readonly inside: readonly string[]
  /** Stands before a command that runs in its network, but sees the machine's files. */
  readonly onItsNetwork: readonly string[]
}

/** True where a process may make networks of its own. */
export function canMakeNetworks(): boolean {
  return spawnSync('unshare', ['-n', '-m', 'true']).status === 0
}

/** @param file where the resolv.conf is kept meanwhile */
export async function makeNetwork(file: string, resolvConf: string): Promise<NetworkNamespace> {
  await writeFile(file, resolvConf)
  const script = `ip link set lo up && mount --bind '${file}' /etc/resolv.conf && echo ready && exec sleep infinity`
  const holder = await startProgram(['unshare', '-n', '-m', 'sh', '-c', script], {
    isReady: (output) => output.includes('ready'),
  })
  const enter = (...parts: string[]): string[] => ['nsenter', '-t', String(holder.pid), ...parts, '--']
  // A namespace of mounts would take the working directory to its root.
  const inside = [...enter('-n', '-m'), 'env', '-C', process.cwd()]
  return { ...holder, inside, onItsNetwork: enter('-n') }
}
