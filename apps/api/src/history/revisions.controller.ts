import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { Pinned } from '../http/pinned.js'
import { RevisionPageModel } from './revision.model.js'
import { RevisionsQuery } from './revisions-query.dto.js'
import { RevisionsService, type RevisionPage } from './revisions.service.js'

@ApiTags('history')
@Controller(`${API_PREFIX}/revisions`)
export class RevisionsController {
  constructor(private readonly service: RevisionsService) {}

  @Get()
  @Visibility('scoped')
  @Pinned<RevisionPage>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({ summary: 'Lists durable revisions, the newest first' })
  @ApiOkResponse({ type: RevisionPageModel })
  @ApiProblems('cluster-not-found', 'invalid-cursor', 'database-unavailable')
  list(@Query() query: RevisionsQuery, @CallerScope() scope: Scope): Promise<RevisionPage> {
    return this.service.page(query, scope)
  }
}
