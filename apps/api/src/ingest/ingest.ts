import type { Configuration } from '#libs/config'
import { clusterName, readDnsOptions, sourceOf, type SourceWorld } from '#libs/sources'
import type { Store } from '#libs/store'
import { VERSION } from '../http/build.js'
import { BREATHER } from './breather.js'
import type { HostLog } from './cluster-host.js'
import { Clusters } from './clusters.js'
import { lookAfter } from './look-after.js'
import { openCluster } from './open-cluster.js'

const WORLD: SourceWorld = {
  now: Date.now,
  stdin: process.stdin,
  random: Math.random,
  pause: BREATHER.pause,
  environment: process.env,
  userAgent: `namescope/${VERSION}`,
}

export interface Ingestion {
  readonly clusters: Clusters
  /** Rejects with what a source can't mend by waiting; otherwise pending until `stop`. */
  readonly sources: Promise<unknown>
  /** Stops the sources, and resolves once what was applied is stored, as far as the database takes it. */
  readonly stop: () => Promise<void>
}

/**
 * Brings the clusters of the configuration in: each with its last state from the store, and its source running.
 * @throws NamescopeError for options, or a history that can't be read
 */
export async function ingest(configuration: Configuration, store: Store, log: HostLog): Promise<Ingestion> {
  const stopping = new AbortController()
  const { dnsMaxStale: maxStale } = configuration
  const dnsOptions = await readDnsOptions(configuration)
  const inputs = await Promise.all(
    configuration.source.map(async (source) => ({
      name: clusterName(source),
      text: source.text,
      sourceKind: source.kind,
      source: await sourceOf(source, configuration, WORLD),
    })),
  )
  const opened = await Promise.all(
    inputs.map(async ({ name, text, sourceKind, source }) => {
      const { signal } = stopping
      const host = await openCluster({ name, source: text, sourceKind, dnsOptions, maxStale, store, signal, log })
      return { host, source }
    }),
  )
  const sources = Promise.all(opened.map(({ host, source }) => host.run(source)))
  const hosts = opened.map(({ host }) => host)
  const looking = lookAfter(hosts, maxStale, stopping.signal)
  // Whoever awaits `sources` hears of it; nobody need.
  sources.catch(() => undefined)
  return {
    clusters: new Clusters(hosts),
    sources,
    stop: async () => {
      stopping.abort()
      await sources.catch(() => undefined)
      await looking
      await Promise.all(hosts.map((host) => host.recorder.stored()))
    },
  }
}
