import { Args, Context, Query, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import type { LookUpResult } from '#libs/trace'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { ResolutionUnion } from './resolution.model.js'
import { ResolveQuery } from './resolve-query.dto.js'
import { ResolveService } from './resolve.service.js'

@Resolver()
export class ResolveResolver {
  constructor(private readonly service: ResolveService) {}

  @Query(() => ResolutionUnion, { description: 'Resolves a name, now or at another moment.', complexity: 5 })
  @Visibility('scoped')
  async resolve(
    @Args() { cluster, at, ...request }: ResolveQuery,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<LookUpResult> {
    return this.service.resolveAt(at, await views.find(cluster, at), request, scope)
  }
}
