import { NamescopeError } from '#libs/errors'
import type { ClusterHost } from './cluster-host.js'

/** The clusters of this process, by name. */
export class Clusters {
  private readonly hosts: ReadonlyMap<string, ClusterHost>

  constructor(hosts: readonly ClusterHost[]) {
    this.hosts = new Map(hosts.map((host) => [host.name, host]))
  }

  all(): ClusterHost[] {
    return [...this.hosts.values()]
  }

  /**
   * The cluster with this name; where there is only one, no name is needed.
   * @throws NamescopeError `cluster-not-found`
   */
  find(name: string | undefined): ClusterHost {
    const only = this.hosts.size === 1 ? this.all()[0] : undefined
    const host = name === undefined ? only : this.hosts.get(name)
    if (host !== undefined) return host
    const names = [...this.hosts.keys()].join(', ')
    const wrong = name === undefined ? 'There are several clusters' : `There is no cluster "${name}"`
    throw new NamescopeError('cluster-not-found', `${wrong}: name one of ${names}.`, { field: 'cluster' })
  }
}
