import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { RevisionsService } from '../history/revisions.service.js'
import { revisionNode } from '../history/revision.model.js'
import { recordNode } from '../records/record-connection.js'
import { RecordsService } from '../records/records.service.js'
import { snapshotNode } from '../snapshots/snapshot.model.js'
import { SnapshotsService } from '../snapshots/snapshots.service.js'
import { parseNodeId, type NodeId } from '../schema/node-id.js'
import { NodeModel } from '../schema/node.model.js'

const GONE = new Set(['cluster-not-found', 'revision-not-found', 'snapshot-not-found'])

@Resolver()
export class NodeResolver {
  constructor(
    private readonly records: RecordsService,
    private readonly revisions: RevisionsService,
    private readonly snapshots: SnapshotsService,
  ) {}

  @Query(() => NodeModel, {
    nullable: true,
    description: 'What has this global id; null when there is no such thing now, or none that the caller may see.',
    complexity: 5,
  })
  @Visibility('scoped')
  async node(
    @Args('id', { type: () => ID, description: 'The global id.' }) id: string,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<NodeModel | null> {
    try {
      return await this.find(parseNodeId(id), views, scope)
    } catch (error) {
      if (error instanceof NamescopeError && GONE.has(error.code)) return null
      throw error
    }
  }

  private async find(
    { type, cluster, key }: NodeId,
    views: GraphqlContext['views'],
    scope: Scope,
  ): Promise<NodeModel | null> {
    const [first = '', second = ''] = key
    switch (type) {
      case 'Record': {
        const record = this.records.find(await views.find(cluster, undefined), first, second, scope)
        return record === undefined ? null : recordNode(cluster, record)
      }
      case 'Revision':
        return revisionNode(await this.revisions.find(cluster, first, scope))
      case 'Snapshot':
        return snapshotNode(await this.snapshots.find(cluster, first, scope))
    }
  }
}
