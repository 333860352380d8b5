import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import type { LookUpResult } from '#libs/trace'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { ViewAt } from '../history/view-at.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { Pinned } from '../http/pinned.js'
import { ResolutionModel } from './resolution.model.js'
import { ResolveQuery } from './resolve-query.dto.js'
import { ResolveService } from './resolve.service.js'

@ApiTags('resolve')
@Controller(`${API_PREFIX}/resolve`)
export class ResolveController {
  constructor(
    private readonly service: ResolveService,
    private readonly views: ViewAt,
  ) {}

  @Get()
  @Visibility('scoped')
  @Pinned<LookUpResult>(({ cluster, revision, upstream }) => (upstream ? undefined : [cluster, revision]))
  @ApiOperation({ summary: 'Resolves a name, now or at another moment. NXDOMAIN and the like are results, not errors' })
  @ApiOkResponse({ type: ResolutionModel })
  @ApiProblems(
    'invalid-name',
    'invalid-type',
    'invalid-argument',
    'object-not-found',
    'forbidden',
    'cluster-not-found',
    'revision-not-found',
    'snapshot-not-found',
  )
  async resolve(
    @Query() { cluster, at, ...request }: ResolveQuery,
    @CallerScope() scope: Scope,
  ): Promise<LookUpResult> {
    return this.service.resolveAt(at, await this.views.find(cluster, at), request, scope)
  }
}
