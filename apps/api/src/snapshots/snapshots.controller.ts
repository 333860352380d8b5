import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { ApiProblems } from '../errors/api-problems.js'
import { ViewAt } from '../history/view-at.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { NewSnapshotDto } from './snapshot.dto.js'
import { SnapshotModel } from './snapshot.model.js'
import { SnapshotsService, type SnapshotReport } from './snapshots.service.js'

@ApiTags('snapshots')
@Controller(`${API_PREFIX}/snapshots`)
export class SnapshotsController {
  constructor(
    private readonly service: SnapshotsService,
    private readonly views: ViewAt,
  ) {}

  @Get()
  @Visibility('scoped')
  @ApiOperation({ summary: 'Lists snapshots, the newest revision first' })
  @ApiOkResponse({ type: [SnapshotModel] })
  @ApiProblems('cluster-not-found', 'database-unavailable')
  list(@Query() { cluster }: ClusterQuery, @CallerScope() scope: Scope): Promise<SnapshotReport[]> {
    return this.service.list(cluster, scope)
  }

  @Post()
  @Visibility('all-only')
  @ApiOperation({ summary: 'Names a revision: now, or of another moment' })
  @ApiCreatedResponse({ type: SnapshotModel })
  @ApiProblems(
    'forbidden',
    'snapshot-exists',
    'cluster-not-found',
    'revision-not-found',
    'unsupported-media-type',
    'database-unavailable',
  )
  create(@Body() body: NewSnapshotDto, @CallerScope() scope: Scope): Promise<SnapshotReport> {
    return this.service.create(this.views, body, scope)
  }

  @Get(':name')
  @Visibility('scoped')
  @ApiOperation({ summary: 'Shows one snapshot' })
  @ApiOkResponse({ type: SnapshotModel })
  @ApiProblems('cluster-not-found', 'snapshot-not-found', 'database-unavailable')
  find(
    @Param('name') name: string,
    @Query() { cluster }: ClusterQuery,
    @CallerScope() scope: Scope,
  ): Promise<SnapshotReport> {
    return this.service.find(cluster, name, scope)
  }

  @Delete(':name')
  @HttpCode(204)
  @Visibility('all-only')
  @ApiOperation({ summary: 'Takes a name away from its revision' })
  @ApiNoContentResponse({ description: 'The snapshot is gone' })
  @ApiProblems('forbidden', 'cluster-not-found', 'snapshot-not-found', 'database-unavailable')
  delete(@Param('name') name: string, @Query() { cluster }: ClusterQuery): Promise<void> {
    return this.service.delete(cluster, name)
  }
}
