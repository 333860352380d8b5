import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import type { RecordPage } from '#libs/zone'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { ViewAt } from '../history/view-at.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { Pinned } from '../http/pinned.js'
import { PinnedRecordCountModel, RecordPageModel } from './record-page.model.js'
import { RecordCountQuery, RecordsQuery } from './records-query.dto.js'
import { RecordsService, type RecordCount } from './records.service.js'

@ApiTags('records')
@Controller(`${API_PREFIX}/records`)
export class RecordsController {
  constructor(
    private readonly records: RecordsService,
    private readonly views: ViewAt,
  ) {}

  @Get()
  @Visibility('scoped')
  @Pinned<RecordPage>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({ summary: 'Lists records, page by page, all pages of one revision' })
  @ApiOkResponse({ type: RecordPageModel })
  @ApiProblems(
    'invalid-name',
    'invalid-type',
    'invalid-address',
    'invalid-cursor',
    'cursor-expired',
    'cluster-not-found',
    'revision-not-found',
    'snapshot-not-found',
  )
  list(
    @Query() { cluster, at, first, after, ...filter }: RecordsQuery,
    @CallerScope() scope: Scope,
  ): Promise<RecordPage> {
    return this.records.page(this.views, { cluster, at, first, after }, filter, scope)
  }

  @Get('count')
  @Visibility('scoped')
  @Pinned<RecordCount>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({ summary: 'Counts records, up to a limit' })
  @ApiOkResponse({ type: PinnedRecordCountModel })
  @ApiProblems(
    'invalid-name',
    'invalid-type',
    'invalid-address',
    'cluster-not-found',
    'revision-not-found',
    'snapshot-not-found',
  )
  async count(
    @Query() { cluster, at, ...filter }: RecordCountQuery,
    @CallerScope() scope: Scope,
  ): Promise<RecordCount> {
    return this.records.count(await this.views.find(cluster, at), filter, scope)
  }
}
