import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { ClusterQuery } from './cluster-query.dto.js'
import { ClusterStatusModel } from './status.model.js'
import { StatusService, type StatusReport } from './status.service.js'

@ApiTags('clusters')
@Controller(API_PREFIX)
export class ClustersController {
  constructor(private readonly service: StatusService) {}

  @Get('status')
  @Visibility('scoped')
  @ApiOperation({ summary: 'Tells what is known of one cluster, and how complete that is' })
  @ApiOkResponse({ type: ClusterStatusModel })
  @ApiProblems('cluster-not-found')
  status(@Query() { cluster }: ClusterQuery, @CallerScope() scope: Scope): Promise<StatusReport> {
    return this.service.status(cluster, scope)
  }

  @Get('clusters')
  @Visibility('scoped')
  @ApiOperation({ summary: 'Lists the clusters, each with its status' })
  @ApiOkResponse({ type: [ClusterStatusModel] })
  @ApiProblems()
  clusters(@CallerScope() scope: Scope): Promise<StatusReport[]> {
    return this.service.all(scope)
  }
}
