import { Args, Query, Resolver, Subscription } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { RevisionConnectionModel, RevisionNode, revisionConnection, revisionNode } from './revision.model.js'
import { RevisionsFeedArgs, RevisionsQuery } from './revisions-query.dto.js'
import { RevisionsService, type RevisionReport } from './revisions.service.js'

@Resolver()
export class RevisionsResolver {
  constructor(private readonly service: RevisionsService) {}

  @Query(() => RevisionConnectionModel, { description: 'The durable revisions of a cluster, the newest first.' })
  @Visibility('scoped')
  async revisions(@Args() query: RevisionsQuery, @CallerScope() scope: Scope): Promise<RevisionConnectionModel> {
    return revisionConnection(await this.service.page(query, scope), query.after !== undefined)
  }

  @Subscription(() => RevisionNode, {
    name: 'revisions',
    description:
      'Revisions as they become durable. To go on after a break, give the last one that was seen as `after`.',
    resolve: (report: RevisionReport) => revisionNode(report),
  })
  @Visibility('scoped')
  newRevisions(
    @Args() { cluster, after }: RevisionsFeedArgs,
    @CallerScope() scope: Scope,
  ): Promise<AsyncIterableIterator<RevisionReport>> {
    return this.service.follow(cluster, after, scope)
  }
}
