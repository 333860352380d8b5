import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { advance } from '#libs/cluster-view'
import type { SlimObject } from '#libs/cluster-model'
import type { Reply } from '#libs/resolver'
import type { ClusterView, RecordDelta } from '#libs/zone'
import { askUdp, query } from '../../test/clients.js'
import { VIEW, cleanUp, later, start, type Started } from '../../test/started-server.js'

const ENTRY = new URL('../../../../dist/libs/dns-server/src/workers/udp-worker.js', import.meta.url)
const WEB = 'web.default.svc.cluster.local.'

afterEach(cleanUp)

/** A server with two workers whose view can be changed. */
async function startWorkers(
  options: Parameters<typeof start>[0] = {},
): Promise<Started & { put(object: SlimObject): void }> {
  let view: ClusterView = VIEW
  const listeners = new Set<(delta: RecordDelta) => void>()
  const server = await start({
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    workers: 2,
    workerEntry: ENTRY,
    ...options,
  })
  const put = (after: SlimObject): void => {
    const before = view.state.namespaces.get(after.namespace)?.services.get(after.name)
    const key = { kind: after.kind, namespace: after.namespace, name: after.name }
    const number = view.revision.number + 1
    const change = { key, after, ...(before && { before }) }
    const { delta } = advance(view, {
      kind: 'changes',
      revision: { ...view.revision, number },
      observedAt: number * 1000,
      changes: [change],
    })
    view = delta.after
    for (const listener of listeners) listener(delta)
  }
  return { ...server, put }
}

function address(server: Started): Promise<unknown> {
  return askUdp('127.0.0.1', server.port, query(7, WEB)).then(({ message }) => message.answer[0]?.data)
}

describe('workers', () => {
  it('answer from the table, pass on what does not lie there, and see every change', async () => {
    const server = await startWorkers()
    for (let i = 0; i < 20; i++) expect(await address(server)).toEqual({ type: 'A', address: '10.96.50.100' })
    const web = VIEW.state.namespaces.get('default')?.services.get('web')
    if (web === undefined) throw new Error('no Service web')
    for (let last = 1; last <= 20; last++) {
      server.put({ ...web, clusterIPs: [`10.96.51.${last}`] })
      for (let i = 0; i < 3; i++) expect(await address(server)).toEqual({ type: 'A', address: `10.96.51.${last}` })
    }
    const { message } = await askUdp('127.0.0.1', server.port, query(8, 'nowhere.default.svc.cluster.local.'))
    expect(message.rcode).toBe(3)
    expect(server.metrics.text('n')).toContain('n_dns_requests_total{zone=".",proto="udp",family="1",type="A"} 81')
    expect(server.errors).toEqual([])
  })

  it('bring what upstreams answer, and are silent where the server is', async () => {
    const reply: Reply = { kind: 'failed', reason: 'time-out' }
    const server = await startWorkers({ performAsk: () => new Promise((resolve) => setImmediate(resolve, reply)) })
    const garbage = createSocket('udp4')
    garbage.send(Uint8Array.of(1, 2, 3), server.port, '127.0.0.1')
    expect((await askUdp('127.0.0.1', server.port, query(1, 'api.example.com.'))).message.rcode).toBe(2)
    garbage.close()
    await expect.poll(() => server.metrics.text('n')).toContain('n_dns_ignored_messages_total 1')
  })

  it('leave the address when they are told to stop', async () => {
    const server = await startWorkers()
    server.stop()
    await server.stopped
    const free = createSocket('udp4')
    free.bind(server.port, '127.0.0.1')
    await once(free, 'listening')
    expect(free.address().port).toBe(server.port)
    free.close()
  })

  it('say that the port is in use, and leave nothing open', async () => {
    const taken = createSocket('udp4')
    taken.bind(0, '127.0.0.1')
    await once(taken, 'listening')
    later(() => taken.close())
    const { port } = taken.address()
    await expect(startWorkers({ addresses: [{ host: '127.0.0.1', port }] })).rejects.toMatchObject({
      code: 'address-in-use',
    })
  })

  it('are not started without word of changes', async () => {
    await expect(start({ workers: 1 })).rejects.toMatchObject({ code: 'invalid-argument' })
  })
})
