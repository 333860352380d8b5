import type { Clusters } from '../ingest/clusters.js'
import { ClusterFeed } from './cluster-feed.js'

/** The feeds of this process's clusters. Made before the sources begin, so that followers of a former process can go on. */
export class Feeds {
  private readonly feeds: ReadonlyMap<string, ClusterFeed>

  constructor(private readonly clusters: Clusters) {
    this.feeds = new Map(clusters.all().map((host) => [host.name, new ClusterFeed(host)]))
  }

  /** How many streams are open, of all clusters. */
  get followers(): number {
    return [...this.feeds.values()].reduce((total, { followers }) => total + followers, 0)
  }

  /**
   * The feed of a cluster; where there is only one, no name is needed.
   * @throws NamescopeError `cluster-not-found`
   */
  find(cluster: string | undefined): ClusterFeed {
    return this.feeds.get(this.clusters.find(cluster).name) as ClusterFeed
  }
}
