import { Inject, Injectable } from '@nestjs/common'
import { cursorRevision, parseRevision, revisionText, type Revision } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import type { CommitSummary, Store } from '#libs/store'
import type { ClusterView } from '#libs/zone'
import { BREATHER } from '../ingest/breather.js'
import type { ClusterHost } from '../ingest/cluster-host.js'
import { Clusters } from '../ingest/clusters.js'
import { STORE } from '../ingest/store-token.js'
import { viewOfCommit } from './log-replay.js'
import { parseMoment, type Moment } from './moment.js'
import { RecentViews } from './recent-views.js'
import type { Views } from './views.js'

/** Finds the view of any moment: the live one, one that was used lately, or one replayed from the log. */
@Injectable()
export class ViewAt implements Views {
  private readonly recent = new RecentViews(Date.now)
  /** Replays under way, so that many who ask for one moment share one. */
  private readonly replays = new Map<string, Promise<ClusterView>>()

  constructor(
    private readonly clusters: Clusters,
    @Inject(STORE) private readonly store: Store,
  ) {}

  async find(cluster: string | undefined, at: string | undefined, field = 'at'): Promise<ClusterView> {
    const host = this.clusters.find(cluster)
    const moment = parseMoment(at, Date.now(), field)
    try {
      return await this.ofMoment(host, moment)
    } catch (error) {
      throw error instanceof NamescopeError ? placed(error, field) : error
    }
  }

  async ofCursor(cluster: string | undefined, cursor: string): Promise<ClusterView> {
    const host = this.clusters.find(cluster)
    const revision = cursorRevision(cursor)
    try {
      return await this.ofRevision(host, parseRevision(host.name, revision))
    } catch (error) {
      if (!(error instanceof NamescopeError) || error.code !== 'revision-not-found') throw error
      const message = `Revision ${revision}, which the cursor continues in, is no longer held: ask for the first page again.`
      throw new NamescopeError('cursor-expired', message, { field: 'after' }, { cause: error })
    }
  }

  keep(view: ClusterView): void {
    this.recent.keep(view)
  }

  private async ofMoment(host: ClusterHost, moment: Moment): Promise<ClusterView> {
    switch (moment.kind) {
      case 'live':
        return host.current
      case 'revision':
        return this.ofRevision(host, parseRevision(host.name, moment.revision))
      case 'snapshot':
        return this.ofRevision(host, (await this.store.snapshots.get(host.name, moment.name)).revision)
      case 'time':
        return this.ofTime(host, moment.time)
    }
  }

  private async ofTime(host: ClusterHost, time: number): Promise<ClusterView> {
    if (time >= host.current.observedAt) return host.current
    const commit = await this.store.commitAt(host.name, time)
    if (commit !== undefined) return this.ofCommit(host, commit)
    const earliest = await this.store.earliest(host.name)
    const since =
      earliest === undefined ? 'nothing yet' : `nothing before ${new Date(earliest.observedAt).toISOString()}`
    throw new NamescopeError('revision-not-found', `The history of ${host.name} has ${since}.`)
  }

  private async ofRevision(host: ClusterHost, revision: Revision): Promise<ClusterView> {
    const text = revisionText(revision)
    const atHand = [host.current, host.recorder.durable].find((view) => revisionText(view.revision) === text)
    const known = atHand ?? this.recent.find(host.name, text)
    return known ?? this.ofCommit(host, await this.store.findCommit(revision))
  }

  private ofCommit(host: ClusterHost, commit: CommitSummary): Promise<ClusterView> {
    const text = revisionText(commit.revision)
    const known = this.recent.find(host.name, text)
    if (known !== undefined) return Promise.resolve(known)
    const key = `${host.name}\n${text}`
    const running = this.replays.get(key)
    if (running !== undefined) return running
    const atHand = [{ view: host.recorder.durable, isApart: false }, ...this.recent.replayed(host.name)]
    const replay = viewOfCommit({ store: this.store, breather: BREATHER }, commit, atHand)
      .then(({ view, isApart }) => {
        this.recent.keep(view, isApart)
        return view
      })
      .finally(() => this.replays.delete(key))
    this.replays.set(key, replay)
    return replay
  }
}

/** The error under the name of the parameter that led to it. */
function placed({ code, message, place, cause }: NamescopeError, field: string): NamescopeError {
  return new NamescopeError(code, message, { ...place, field }, { cause })
}
