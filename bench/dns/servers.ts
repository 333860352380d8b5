import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  answers,
  coreDnsProgram,
  startCoreDns,
  startProgram,
  type RunningProgram,
  type ServerAddress,
} from '#test/peers'
import { spawnSync } from 'node:child_process'

/** What servers are started from. */
export interface World {
  /** For their files. */
  readonly folder: string
  readonly manifest: string
  readonly zone: string
  /** The stand-in API server. */
  readonly api: string
  /** The one upstream. */
  readonly upstream: ServerAddress
  /** Stands before each server on its command line: the core that it runs on. */
  readonly launcher: readonly string[]
}

/** A server that answers for the data set. */
export interface Server extends RunningProgram {
  readonly name: ServerName
  readonly address: ServerAddress
}

export type ServerName = 'namescope' | 'knot' | 'nsd' | 'coredns' | 'coredns-cache'

interface Kind {
  /** Where it listens; no two the same, so that they can be compared while they run side by side. */
  readonly port: number
  /** Why it can't be started here; nothing when it can. */
  missing(): Promise<string | undefined>
  start(world: World, address: ServerAddress): Promise<RunningProgram>
}

const HOST = '127.0.0.1'
const KNOWN = 'kubernetes.default.svc.cluster.local.'

const SERVERS: Readonly<Record<ServerName, Kind>> = {
  namescope: { port: 10_531, missing: async () => undefined, start: startNamescope },
  knot: { port: 10_532, missing: async () => package_('knotd', 'knot'), start: startKnot },
  nsd: { port: 10_533, missing: async () => package_('nsd', 'nsd'), start: startNsd },
  coredns: { port: 10_534, missing: noCoreDns, start: (world, address) => startCore(world, address, '') },
  'coredns-cache': {
    port: 10_535,
    missing: noCoreDns,
    start: (world, address) => startCore(world, address, 'cache 30'),
  },
}

/** Why a server can't be started here; nothing when it can. */
export function missing(name: ServerName): Promise<string | undefined> {
  return SERVERS[name].missing()
}

/** Starts a server and waits until it answers for the data set. */
export async function startServer(name: ServerName, world: World): Promise<Server> {
  const address = { host: HOST, port: SERVERS[name].port }
  const running = await SERVERS[name].start(world, address)
  await answers(address, KNOWN)
  return { ...running, name, address }
}

/** Our sidecar, from the manifest, under the Corefile that CoreDNS gets. */
function startNamescope(world: World, address: ServerAddress): Promise<RunningProgram> {
  return startSidecar(world, address, ['--source', `manifests:${world.manifest}`])
}

/** Our sidecar, from any source. It listens when this returns, and may still be reading. */
export async function startSidecar(
  world: World,
  { port }: ServerAddress,
  options: readonly string[],
): Promise<RunningProgram> {
  const corefile = await written(
    world,
    'Corefile',
    corefileOf(world, { port: 53, plugins: 'cache 30\n    transfer {\n        to *\n    }' }),
  )
  const listening = ['--corefile', corefile, '--dns-address', `${HOST}:${port}`, '--operations-address', `${HOST}:0`]
  const words = [process.execPath, 'dist/programs/dns.js', ...listening, ...options]
  return startProgram([...world.launcher, ...words], { isReady: (output) => output.includes('DNS on ') })
}

async function startKnot(world: World, { host, port }: ServerAddress): Promise<RunningProgram> {
  const file = await written(
    world,
    'knot.conf',
    `server:
    listen: ${host}@${port}
    rundir: ${world.folder}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: warning
database:
    storage: ${world.folder}
zone:
  - domain: cluster.local
    file: ${world.zone}
    zonefile-sync: -1
`,
  )
  return startProgram([...world.launcher, 'knotd', '-c', file], { isReady: () => true })
}

async function startNsd(world: World, { host, port }: ServerAddress): Promise<RunningProgram> {
  const file = await written(
    world,
    'nsd.conf',
    `server:
    ip-address: ${host}@${port}
    server-count: 1
    rrl-ratelimit: 0
    username: ""
    database: ""
    zonesdir: ${world.folder}
    pidfile: ${join(world.folder, 'nsd.pid')}
    xfrdfile: ${join(world.folder, 'xfrd.state')}
    zonelistfile: ${join(world.folder, 'zone.list')}
remote-control:
    control-enable: no
zone:
    name: cluster.local
    zonefile: ${world.zone}
`,
  )
  return startProgram([...world.launcher, 'nsd', '-d', '-c', file], { isReady: () => true })
}

async function startCore(world: World, address: ServerAddress, plugins: string): Promise<RunningProgram> {
  const found = await coreDnsProgram()
  if ('missing' in found) throw new Error(found.missing)
  const corefile = corefileOf(world, { port: address.port, endpoint: world.api, plugins })
  return startCoreDns({ ...found, corefile, address, launcher: world.launcher })
}

/** kubeadm's Corefile, as far as it touches answers. */
function corefileOf(
  { upstream }: World,
  { port, endpoint, plugins }: { readonly port: number; readonly endpoint?: string; readonly plugins: string },
): string {
  return `.:${port} {
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        ${endpoint === undefined ? '' : `endpoint ${endpoint}`}
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus ${HOST}:0
    forward . ${upstream.host}:${upstream.port} {
        max_concurrent 1000
    }
    ${plugins}
    loadbalance
}
`
}

async function noCoreDns(): Promise<string | undefined> {
  const found = await coreDnsProgram()
  return 'missing' in found ? found.missing : undefined
}

function package_(program: string, name: string): string | undefined {
  const isThere = spawnSync('which', [program]).status === 0
  return isThere ? undefined : `Debian's package ${name} is not installed`
}

async function written({ folder }: World, name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}
