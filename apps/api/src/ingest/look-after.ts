import { setTimeout as sleep } from 'node:timers/promises'
import { age } from '#libs/cluster-view'
import type { ClusterHost } from './cluster-host.js'

/** How often it is looked whether a last state has become too old. Milliseconds. */
const LOOK_INTERVAL = 1_000

/**
 * Does what time alone brings about, until the signal aborts.
 * @param maxStale how long addresses of pods are believed that no source confirms, in milliseconds
 */
export async function lookAfter(hosts: readonly ClusterHost[], maxStale: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await Promise.all(hosts.map((host) => age(host, Date.now(), maxStale)))
    await sleep(LOOK_INTERVAL, undefined, { signal }).catch(() => undefined)
  }
}
