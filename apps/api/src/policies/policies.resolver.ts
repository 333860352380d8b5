import { Args, Context, Query, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import type { PolicyVerdict } from '#libs/network-policy'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { PoliciesQuery, PolicyVerdictQuery } from './policies-query.dto.js'
import { PoliciesService } from './policies.service.js'
import { PolicyConnectionModel, policyConnection } from './policy-page.model.js'
import { PolicyVerdictModel } from './verdict.model.js'

@Resolver()
export class PoliciesResolver {
  constructor(private readonly service: PoliciesService) {}

  @Query(() => PolicyConnectionModel, {
    description:
      'NetworkPolicies with the pods that each isolates, and rules that match nothing, page by page, all pages of one revision.',
    complexity: 50,
  })
  @Visibility('scoped')
  async policies(
    @Args() query: PoliciesQuery,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<PolicyConnectionModel> {
    return policyConnection(await this.service.page(views, query, scope))
  }

  @Query(() => PolicyVerdictModel, {
    description: 'Whether a connection gets through, and which rule decides at each end.',
    complexity: 5,
  })
  @Visibility('scoped')
  async policyVerdict(
    @Args() { cluster, at, ...request }: PolicyVerdictQuery,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<PolicyVerdict> {
    return this.service.verdict(await views.find(cluster, at), request, scope)
  }
}
