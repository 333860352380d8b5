import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { Pinned } from '../http/pinned.js'
import { CompareQuery } from './compare-query.dto.js'
import { CompareService, type Comparison } from './compare.service.js'
import { ComparisonModel } from './comparison.model.js'
import { ViewAt } from './view-at.js'

@ApiTags('history')
@Controller(`${API_PREFIX}/compare`)
export class CompareController {
  constructor(
    private readonly service: CompareService,
    private readonly views: ViewAt,
  ) {}

  @Get()
  @Visibility('scoped')
  @Pinned<Comparison>(({ cluster, from, to }) => [cluster, from.revision, to.revision])
  @ApiOperation({ summary: 'Compares the records of two moments, such as two snapshots' })
  @ApiOkResponse({ type: ComparisonModel })
  @ApiProblems('cluster-not-found', 'revision-not-found', 'snapshot-not-found')
  compare(@Query() query: CompareQuery, @CallerScope() scope: Scope): Promise<Comparison> {
    return this.service.compare(this.views, query, scope)
  }
}
