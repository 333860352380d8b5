/**
 * CPU time of the DNS server per question over UDP, in a closed loop: the server runs in a process of its own and measures itself,
 * this process asks. For hits of the packed table, names that do not exist (each asked once), and misses; beside them the work
 * without sockets. Arguments: the number of questions.
 */
import { fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { objectsOfKind } from '#libs/cluster-model'
import { CountingMetrics, Responder, serveMessage, startDnsServer, type DnsServer } from '#libs/dns-server'
import { encodeQuery } from '#libs/dns-wire'
import type { RecordType } from '#libs/dns-model'
import { Random } from '#test/generator'
import { loadedView } from './loaded-view.js'
import { CpuClock, print } from './measure.js'

const QUESTIONS = Number(process.argv[2] ?? 200_000)
const OUTSTANDING = 100
const ADDRESS = '127.0.0.1'
const SHAPE = { seed: 1, nodes: 500, headless: 'share' } as const
const MICROSECONDS = 1000

type Kind = 'hits' | 'hits with EDNS' | 'names that do not exist' | 'misses'
/** Each of every Service once. */
const MISSED_TYPES: readonly RecordType[] = ['AAAA', 'TXT', 'MX', 'HTTPS', 'SVCB', 'CNAME', 'NAPTR', 'SRV']
const KINDS: readonly Kind[] = ['hits', 'hits with EDNS', 'names that do not exist', 'misses']

if (process.send === undefined) await ask()
else await serve()

async function serve(): Promise<void> {
  const { view } = loadedView(SHAPE)
  const clock = { now: () => performance.now(), every: () => () => undefined }
  const server: DnsServer = await startDnsServer(
    {
      view: () => view,
      subscribe: () => () => undefined,
      addresses: [{ host: ADDRESS, port: 0 }],
      workers: Number(process.argv[3] ?? 0),
      clock,
      random: Math.random,
      metrics: new CountingMetrics(),
      onError: console.error,
    },
    new AbortController().signal,
  )
  process.on('message', () => process.send?.(process.cpuUsage()))
  process.send?.({ port: server.addresses[0]?.port })
}

/** The messages of one kind, made beforehand: a generator that waits for itself would show an idle server. */
function questions(kind: Kind, random: Random): Uint8Array[] {
  const { view } = loadedView(SHAPE)
  const services = [...objectsOfKind(view.state, 'Service')].map(({ name, namespace }) => `${name}.${namespace}`)
  const length = kind === 'misses' ? services.length * MISSED_TYPES.length : QUESTIONS
  return Array.from({ length }, (_, index) => {
    const service = kind === 'misses' ? (services[index % services.length] as string) : random.pick(services)
    const name = `${service}.svc.cluster.local.`
    const edns = kind === 'hits with EDNS' ? { udpSize: 1232 } : undefined
    const type = kind === 'misses' ? (MISSED_TYPES[Math.floor(index / services.length)] as RecordType) : 'A'
    const asked = kind === 'names that do not exist' ? `n${index}.${name.slice(service.indexOf('.') + 1)}` : name
    return encodeQuery({ id: index & 65_535, question: { name: asked, type, class: 1 }, ...(edns && { edns }) })
  })
}

async function ask(): Promise<void> {
  for (const workers of ['0', '1']) {
    const server = fork(import.meta.filename, [String(QUESTIONS), workers])
    const [{ port }] = (await once(server, 'message')) as [{ port: number }]
    const used = async (): Promise<NodeJS.CpuUsage> => {
      server.send('used')
      const [usage] = (await once(server, 'message')) as [NodeJS.CpuUsage]
      return usage
    }
    for (const kind of KINDS) {
      const messages = questions(kind, new Random(1))
      // What is asked again and again has been asked before, and its code compiled.
      if (kind.startsWith('hits')) await closedLoop(port, messages)
      const before = await used()
      const answered = await closedLoop(port, messages)
      const after = await used()
      const each = (micros: number): string => (micros / answered).toFixed(2)
      const [user, system] = [after.user - before.user, after.system - before.system]
      const label = `${kind}, UDP, ${workers === '0' ? 'main thread' : 'one worker'} (${answered} answered)`
      print(label, `${each(user + system)} (${each(user)}/${each(system)})`, 'us (user/sys)')
    }
    server.kill()
  }
  withoutSockets()
}

/** Asks with so many questions under way; gives how many were answered. A question that got lost is not waited for. */
async function closedLoop(port: number, messages: readonly Uint8Array[]): Promise<number> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
  socket.connect(port, ADDRESS)
  await once(socket, 'connect')
  let asked = 0
  let answered = 0
  const next = (): void => {
    if (asked < messages.length) socket.send(messages[asked++] as Uint8Array)
  }
  for (let i = 0; i < OUTSTANDING; i++) next()
  socket.on('message', () => {
    answered++
    next()
  })
  for (let seen = -1; seen !== answered && answered < messages.length;) {
    seen = answered
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  socket.close()
  return answered
}

/** The same without sockets: what is left to the program itself. */
function withoutSockets(): void {
  const { view } = loadedView(SHAPE)
  const metrics = new CountingMetrics()
  const responder = new Responder({
    view: () => view,
    random: Math.random,
    metrics,
    now: () => performance.now(),
    onError: console.error,
  })
  const out = new Uint8Array(65_535)
  const peer = { address: ADDRESS, family: 'IPv4', transport: 'udp', port: 4000 } as const
  for (const kind of KINDS) {
    const messages = questions(kind, new Random(1))
    const run = (): void => {
      for (const message of messages) {
        if (responder.ready(message, 'udp4', out) === 0) responder.resolve(message, peer, () => undefined)
      }
    }
    if (kind.startsWith('hits')) run()
    const cpu = new CpuClock()
    cpu.run(run)
    print(`${kind}, without sockets`, (cpu.milliseconds * MICROSECONDS) / messages.length, 'us')
    const slow = new CpuClock()
    slow.run(() => messages.forEach((message) => serveMessage(message, { view, peer, random: Math.random })))
    print('  the same without what lies ready', (slow.milliseconds * MICROSECONDS) / messages.length, 'us')
  }
}
