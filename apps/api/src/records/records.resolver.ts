import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { viewOfPage } from '../history/page-wish.js'
import { connectionOf } from './record-connection.js'
import { RecordConnectionModel, RecordCountModel } from './record-page.model.js'
import { RecordsArgs } from './records-query.dto.js'
import { RecordsService } from './records.service.js'

@Resolver(() => RecordConnectionModel)
export class RecordsResolver {
  constructor(private readonly service: RecordsService) {}

  @Query(() => RecordConnectionModel, {
    description: 'The records of a cluster, page by page, all pages of one revision.',
  })
  @Visibility('scoped')
  async records(
    @Args() { filter = {}, ...wish }: RecordsArgs,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<RecordConnectionModel> {
    const page = await this.service.page(views, wish, filter, scope)
    const view = await viewOfPage(views, wish)
    return connectionOf(page, () => this.service.count(view, filter, scope))
  }

  @ResolveField(() => RecordCountModel, {
    description: 'How many pass the filter, counted up to a limit.',
    complexity: 50,
  })
  totalCount(@Parent() { count }: RecordConnectionModel): RecordCountModel {
    return count()
  }
}
