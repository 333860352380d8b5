import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import type { PolicyPage, PolicyVerdict } from '#libs/network-policy'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { ViewAt } from '../history/view-at.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { Pinned } from '../http/pinned.js'
import { PoliciesQuery, PolicyVerdictQuery } from './policies-query.dto.js'
import { PoliciesService } from './policies.service.js'
import { PolicyPageModel } from './policy-page.model.js'
import { PolicyVerdictModel } from './verdict.model.js'

@ApiTags('policies')
@Controller(`${API_PREFIX}/policies`)
export class PoliciesController {
  constructor(
    private readonly service: PoliciesService,
    private readonly views: ViewAt,
  ) {}

  @Get()
  @Visibility('scoped')
  @Pinned<PolicyPage>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({
    summary: 'Lists NetworkPolicies with the pods that each isolates, and rules that match nothing, page by page',
  })
  @ApiOkResponse({ type: PolicyPageModel })
  @ApiProblems('invalid-cursor', 'cursor-expired', 'cluster-not-found', 'revision-not-found', 'snapshot-not-found')
  list(@Query() query: PoliciesQuery, @CallerScope() scope: Scope): Promise<PolicyPage> {
    return this.service.page(this.views, query, scope)
  }

  @Get('verdict')
  @Visibility('scoped')
  @Pinned<PolicyVerdict>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({ summary: 'Tells whether a connection gets through, and which rule decides at each end' })
  @ApiOkResponse({ type: PolicyVerdictModel })
  @ApiProblems('object-not-found', 'forbidden', 'cluster-not-found', 'revision-not-found', 'snapshot-not-found')
  async verdict(
    @Query() { cluster, at, ...request }: PolicyVerdictQuery,
    @CallerScope() scope: Scope,
  ): Promise<PolicyVerdict> {
    return this.service.verdict(await this.views.find(cluster, at), request, scope)
  }
}
