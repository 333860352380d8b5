/**
 * The API's side of the feed benchmark, in a process of its own: a synthetic cluster behind the real HTTP server, without a database
 * and without a source. Told `change`, it moves the cluster address of one Service and says when.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { pino } from 'pino'
import { changeTo, keyOf, type SlimObject } from '#libs/cluster-model'
import { LiveView, type AppliedListener } from '#libs/cluster-view'
import type { Store } from '#libs/store'
import { LOOPBACK_AUTHENTICATOR } from '../apps/api/src/auth/authenticator.js'
import type { AppParts } from '../apps/api/src/http/app.module.js'
import { createApp } from '../apps/api/src/http/create-app.js'
import { BREATHER } from '../apps/api/src/ingest/breather.js'
import type { ClusterHost } from '../apps/api/src/ingest/cluster-host.js'
import { Feeds } from '../apps/api/src/feed/feeds.js'
import { Clusters } from '../apps/api/src/ingest/clusters.js'
import { loadedView } from './loaded-view.js'

/** The Service whose address the benchmark changes. */
const PROBE = { kind: 'Service', namespace: 'default', name: 'probe' } as const

function probe(turn: number): SlimObject {
  const address = `10.96.${turn >> 8}.${turn & 255}`
  const ports = [{ port: 80, protocol: 'TCP' }] as const
  return { ...PROBE, createdAt: 0, type: 'ClusterIP', clusterIPs: [address], ports } as unknown as SlimObject
}

const { view } = loadedView({ seed: 1, nodes: Number(process.argv[2]), headless: 'all' })
const live = new LiveView(view, BREATHER)
const host = {
  name: 'bench',
  get current() {
    return live.current
  },
  subscribe: (listener: AppliedListener) => live.subscribe(listener),
}
const clusters = new Clusters([host as unknown as ClusterHost])
const parts: AppParts = {
  clusters,
  feeds: new Feeds(clusters),
  store: {} as Store,
  authenticator: LOOPBACK_AUTHENTICATOR,
  performAsk: () => ({ kind: 'undecidable' }),
  log: pino({ level: 'silent' }),
}
const app = await createApp(parts)
await app.listen(0, '127.0.0.1')
const namespace: SlimObject = { kind: 'Namespace', namespace: '', name: 'default', createdAt: 0 }
await put(namespace)
await put(probe(0))

process.on('message', (turn: number) => {
  put(probe(turn)).then(
    () => process.send?.({ turn, at: performance.timeOrigin + performance.now() }),
    (error: unknown) => console.error(error),
  )
})
process.send?.({ port: (app.getHttpServer().address() as AddressInfo).port })
await once(process, 'disconnect')
await app.close()

async function put(after: SlimObject): Promise<void> {
  const change = changeTo(live.current.state, keyOf(after), after)
  if (change === undefined) return
  await live.ingest({ kind: 'changes', observedAt: Date.now(), changes: [change] })
}
