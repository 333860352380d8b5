import { decode, encode, type DecodedPacket } from 'dns-packet'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { SERVER, SIDECAR, cleanUps, freePort, kill, listeningSidecar, ready, sidecar, start } from './processes.js'

const SERVICES = 40
const HEADLESS = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: default}
spec: {clusterIP: None, clusterIPs: [None], ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: default, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [10.244.0.7], conditions: {ready: true}}]
`

function service(index: number): string {
  return `---\napiVersion: v1\nkind: Service\nmetadata: {name: web-${index}, namespace: default}\nspec: {clusterIP: ${addressOf(index)}, ports: [{port: 80}]}\n`
}

function addressOf(index: number): string {
  return `10.96.7.${index + 1}`
}

function nameOf(index: number): string {
  return `web-${index}.default.svc.cluster.local`
}

let folder = ''
let url = ''
let port = 0
let operationsPort = 0
let stateFile = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'namescope-feed-'))
  cleanUps.push(() => rm(folder, { recursive: true, force: true }))
  stateFile = join(folder, 'state')
  port = await freePort()
  operationsPort = await freePort()
  url = `http://127.0.0.1:${port}`
  await writeFile(join(folder, 'services.yaml'), Array.from({ length: SERVICES }, (_, i) => service(i)).join(''))
  await writeFile(join(folder, 'headless.yaml'), HEADLESS)
})

/** The API over the folder, ready. */
async function api(): Promise<ReturnType<typeof start>> {
  const child = start(
    SERVER,
    ...[
      'serve',
      '--source',
      `prod=manifests:${join(folder, '*.yaml')}`,
      '--database-url',
      `sqlite:${join(folder, 'db')}`,
    ],
    ...['--http-address', `127.0.0.1:${port}`, '--operations-address', `127.0.0.1:${operationsPort}`],
    ...['--dns-address', '127.0.0.1:0'],
  )
  child.stderr!.resume()
  await ready(`http://127.0.0.1:${operationsPort}`)
  return child
}

/** Asks with EDNS: code, addresses, longest TTL, Extended DNS Error. */
async function ask(dns: string, name: string): Promise<unknown[]> {
  const socket = createSocket('udp4')
  try {
    const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] }
    const query = encode({
      type: 'query',
      id: 7,
      flags: 0,
      questions: [{ type: 'A', name }],
      additionals: [opt as never],
    })
    const [host, dnsPort] = dns.split(':')
    socket.send(query, Number(dnsPort), host)
    const [bytes] = (await once(socket, 'message', { signal: AbortSignal.timeout(5_000) })) as [Buffer]
    return seen(decode(bytes))
  } finally {
    socket.close()
  }
}

function seen(packet: DecodedPacket): unknown[] {
  const { rcode } = packet as DecodedPacket & { rcode: string }
  const answers = packet.answers ?? []
  const opt = packet.additionals?.find(({ type }) => type === 'OPT')
  const options = (opt as unknown as { options: { code: number; data: Buffer }[] } | undefined)?.options ?? []
  const error = options.find(({ code }) => code === 15)?.data.readUInt16BE(0)
  const addresses = answers.map((answer) => ('data' in answer ? answer.data : undefined))
  return [rcode, addresses, Math.max(0, ...answers.map((answer) => ('ttl' in answer ? (answer.ttl ?? 0) : 0))), error]
}

describe.skipIf(!existsSync(SIDECAR))('a sidecar that follows the API (needs a build)', { timeout: 120_000 }, () => {
  it('answers right while the API is killed and restarted under load, and catches up', async () => {
    const first = await api()
    const { resolver } = await sidecar('--source', `feed:${url}`)
    let asked = 0
    const wrong: string[] = []
    const stopping = new AbortController()
    const load = Promise.all(
      Array.from({ length: 4 }, async (_, worker) => {
        for (let turn = worker; !stopping.signal.aborted; turn += 4) {
          const index = turn % SERVICES
          const addresses = await resolver.resolve4(nameOf(index)).catch((error: Error) => [error.message])
          if (addresses.join() !== addressOf(index)) wrong.push(`${nameOf(index)}: ${addresses.join()}`)
          asked++
          await sleep(2)
        }
      }),
    )
    await sleep(500)
    await kill(first)
    await sleep(500)
    // Changed while nobody was watching.
    await writeFile(join(folder, 'new.yaml'), service(SERVICES))
    const second = await api()
    const answers = (): Promise<string[]> => resolver.resolve4(nameOf(SERVICES)).catch(() => [])
    await expect.poll(answers, { timeout: 60_000 }).toEqual([addressOf(SERVICES)])
    // Once more, with a change that is on its way.
    await writeFile(join(folder, 'newer.yaml'), service(SERVICES + 1))
    await kill(second)
    await api()
    const newer = (): Promise<string[]> => resolver.resolve4(nameOf(SERVICES + 1)).catch(() => [])
    await expect.poll(newer, { timeout: 60_000 }).toEqual([addressOf(SERVICES + 1)])
    stopping.abort()
    await load
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(100)
  })

  it('answers at once after its own crash, with the API gone: for a short time, and told', async () => {
    const server = await api()
    const before = await sidecar('--source', `feed:${url}`, '--dns-state-file', stateFile)
    expect(await ask(before.dns, nameOf(3))).toEqual(['NOERROR', [addressOf(3)], 30, undefined])
    await expect.poll(() => existsSync(stateFile), { timeout: 20_000 }).toBe(true)
    await kill(before.child)
    await kill(server)

    const after = await listeningSidecar('--source', `feed:${url}`, '--dns-state-file', stateFile)
    expect(await ask(after.dns, nameOf(3))).toEqual(['NOERROR', [addressOf(3)], 5, 3])
    expect(await ask(after.dns, 'db.default.svc.cluster.local')).toEqual(['NOERROR', ['10.244.0.7'], 5, 3])
    expect(await ask(after.dns, 'nil.default.svc.cluster.local')).toEqual(['NXDOMAIN', [], 0, 19])
    expect((await fetch(`${after.operations}/ready`)).status).toBe(200)
    const metrics = await (await fetch(`${after.operations}/metrics`)).text()
    expect(Number(/^namescope_state_age_seconds (\S+)/m.exec(metrics)?.[1])).toBeGreaterThan(0)
    expect(after.said.join('\n')).toMatch(/answers from the last state, which was confirmed at 2/)

    await api()
    const fresh = (): Promise<unknown[]> => ask(after.dns, nameOf(3))
    await expect.poll(fresh, { timeout: 60_000 }).toEqual(['NOERROR', [addressOf(3)], 30, undefined])
    expect(after.said).toContain('answers are fresh again')
  })

  it('gives names of single pods up once the last state is too old, and keeps cluster addresses', async () => {
    const server = await api()
    const before = await sidecar('--source', `feed:${url}`, '--dns-state-file', stateFile)
    await expect.poll(() => existsSync(stateFile), { timeout: 20_000 }).toBe(true)
    await kill(before.child)
    await kill(server)
    await sleep(1_500)
    const words = ['--source', `feed:${url}`, '--dns-state-file', stateFile, '--dns-max-stale', '1s']
    const after = await listeningSidecar(...words)
    expect(await ask(after.dns, 'db.default.svc.cluster.local')).toEqual(['SERVFAIL', [], 0, 22])
    expect(await ask(after.dns, nameOf(3))).toEqual(['NOERROR', [addressOf(3)], 5, 3])
    expect((await fetch(`${after.operations}/ready`)).status).toBe(200)
  })

  it('starts without a state that is corrupt, and sets it aside', async () => {
    const server = await api()
    const before = await sidecar('--source', `feed:${url}`, '--dns-state-file', stateFile)
    await expect.poll(() => existsSync(stateFile), { timeout: 20_000 }).toBe(true)
    await kill(before.child)
    await kill(server)
    await truncate(stateFile, (await stat(stateFile)).size - 10)
    const after = await listeningSidecar('--source', `feed:${url}`, '--dns-state-file', stateFile)
    expect(await ask(after.dns, nameOf(3))).toEqual(['SERVFAIL', [], 0, 14])
    expect(after.said.join('\n')).toContain(`set aside as ${stateFile}.corrupt`)
    await api()
    const fresh = (): Promise<unknown[]> => ask(after.dns, nameOf(3))
    await expect.poll(fresh, { timeout: 60_000 }).toEqual(['NOERROR', [addressOf(3)], 30, undefined])
    await expect.poll(() => existsSync(stateFile), { timeout: 20_000 }).toBe(true)
  })

  it('never overwrites the state of a newer version', async () => {
    await writeFile(stateFile, 'namescope dns state 2.1.1\nwhat a newer version keeps')
    await api()
    const { said, dns } = await sidecar('--source', `feed:${url}`, '--dns-state-file', stateFile)
    expect(await ask(dns, nameOf(3))).toEqual(['NOERROR', [addressOf(3)], 30, undefined])
    expect(said.join('\n')).toContain('run the newer version, or remove the file')
    await sleep(2_500)
    expect((await stat(stateFile)).size).toBe(52)
  })
})
