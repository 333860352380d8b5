import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { NewSnapshotDto, SnapshotArgs } from './snapshot.dto.js'
import { SnapshotNode, snapshotNode } from './snapshot.model.js'
import { SnapshotsService } from './snapshots.service.js'

@Resolver()
export class SnapshotsResolver {
  constructor(private readonly service: SnapshotsService) {}

  @Query(() => [SnapshotNode], { description: 'The snapshots of a cluster, the newest revision first.' })
  @Visibility('scoped')
  async snapshots(@Args() { cluster }: ClusterQuery, @CallerScope() scope: Scope): Promise<SnapshotNode[]> {
    return (await this.service.list(cluster, scope)).map(snapshotNode)
  }

  @Mutation(() => SnapshotNode, { description: 'Names a revision: now, or of another moment.' })
  @Visibility('all-only')
  async createSnapshot(
    @Args() wanted: NewSnapshotDto,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<SnapshotNode> {
    return snapshotNode(await this.service.create(views, wanted, scope))
  }

  @Mutation(() => ID, { description: 'Takes a name away from its revision. Gives the id that the snapshot had.' })
  @Visibility('all-only')
  async deleteSnapshot(@Args() { cluster, name }: SnapshotArgs, @CallerScope() scope: Scope): Promise<string> {
    const { id } = snapshotNode(await this.service.find(cluster, name, scope))
    await this.service.delete(cluster, name)
    return id
  }
}
