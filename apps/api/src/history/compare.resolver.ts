import { Args, Context, Query, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { differenceNode } from '../records/record-difference.model.js'
import { CompareQuery } from './compare-query.dto.js'
import { CompareService } from './compare.service.js'
import { ComparisonNode } from './comparison.model.js'

@Resolver()
export class CompareResolver {
  constructor(private readonly service: CompareService) {}

  @Query(() => ComparisonNode, {
    description: 'Compares the records of two moments, such as two snapshots.',
    complexity: 100,
  })
  @Visibility('scoped')
  async compare(
    @Args() query: CompareQuery,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<ComparisonNode> {
    const comparison = await this.service.compare(views, query, scope)
    const differences = comparison.differences.map((difference) => differenceNode(comparison.cluster, difference))
    return { ...comparison, differences }
  }
}
