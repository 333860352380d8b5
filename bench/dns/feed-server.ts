import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { changeTo, keyOf, type SlimObject } from '#libs/cluster-model'
import {
  commitMessageFrame,
  encodeCommit,
  encodeState,
  feedDigest,
  FEED_PROTOCOL,
  messageFrame,
  writeFrame,
  type FeedPosition,
} from '#libs/commit-log'
import type { ClusterView } from '#libs/zone'
import { advanced } from '../loaded-view.js'

/** Milliseconds from one message to the next where nothing happens. */
const HEARTBEAT = 1_000

/**
 * The server's side of a feed, so that a benchmark knows to the microsecond when a follower is sent a commit. It keeps no history: whoever
 * comes is told the whole state.
 */
export class FeedServer {
  readonly #followers = new Set<ServerResponse>()
  readonly #server: Server
  readonly #heart: NodeJS.Timeout

  private constructor(private view: ClusterView) {
    this.#server = createServer((_request, response) => this.#welcome(response))
    this.#heart = setInterval(() => this.#tell(messageFrame('position', positionOf(this.view))), HEARTBEAT)
  }

  static async start(view: ClusterView): Promise<FeedServer> {
    const feed = new FeedServer(view)
    feed.#server.listen(0, '127.0.0.1')
    await once(feed.#server, 'listening')
    return feed
  }

  /** The source of a follower, as configured. */
  get source(): string {
    return `feed:http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get current(): ClusterView {
    return this.view
  }

  /** Commits these objects, and sends the commit. */
  put(...objects: readonly SlimObject[]): void {
    const base = this.view
    const changes = objects.flatMap((object) => changeTo(base.state, keyOf(object), object) ?? [])
    const { view, commit } = advanced(base, changes)
    this.view = view
    const encoded = encodeCommit(commit, feedDigest(view.revision.cluster))
    const { serials } = view
    this.#tell(commitMessageFrame({ base: positionOf(base), position: positionOf(view), serials, encoded }))
  }

  /** Ends all connections: whoever comes back is told the whole state. */
  dropFollowers(): void {
    for (const follower of this.#followers) follower.destroy()
  }

  async stop(): Promise<void> {
    clearInterval(this.#heart)
    this.dropFollowers()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #welcome(response: ServerResponse): void {
    const { coverage, serials, revision } = this.view
    const current = positionOf(this.view)
    const facts = { protocol: FEED_PROTOCOL, cluster: revision.cluster, server: 'bench', heartbeat: HEARTBEAT }
    response.writeHead(200)
    response.write(messageFrame('hello', { ...facts, resumed: false, current, coverage, serials }))
    for (const chunk of encodeState(this.view)) response.write(writeFrame('state', chunk))
    response.write(messageFrame('position', current))
    this.#followers.add(response)
    response.on('close', () => this.#followers.delete(response))
  }

  #tell(frame: Buffer): void {
    for (const follower of this.#followers) follower.write(frame)
  }
}

function positionOf({ revision, observedAt }: ClusterView): FeedPosition {
  return { epoch: revision.epoch, number: revision.number, observedAt }
}
