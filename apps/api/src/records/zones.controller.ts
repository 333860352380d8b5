import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { MomentQuery } from '../history/moment-query.dto.js'
import { ViewAt } from '../history/view-at.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { Pinned } from '../http/pinned.js'
import { ZONE_FILE_MEDIA_TYPE, type ZoneFileStream } from './zone-file-stream.js'
import { ZoneListModel } from './zone.model.js'
import { ZonesService, type ZoneList } from './zones.service.js'

@ApiTags('records')
@Controller(`${API_PREFIX}/zones`)
export class ZonesController {
  constructor(
    private readonly service: ZonesService,
    private readonly views: ViewAt,
  ) {}

  @Get()
  @Visibility('scoped')
  @Pinned<ZoneList>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({ summary: 'Lists the zones of the cluster' })
  @ApiOkResponse({ type: ZoneListModel })
  @ApiProblems('cluster-not-found', 'revision-not-found', 'snapshot-not-found')
  async list(@Query() { cluster, at }: MomentQuery): Promise<ZoneList> {
    return this.service.list(await this.views.find(cluster, at))
  }

  @Get(':zone/file')
  @Visibility('scoped')
  @Pinned<ZoneFileStream>(({ cluster, revision }) => [cluster, revision])
  @ApiOperation({ summary: 'Gives a zone as a master file, as far as the caller may see it' })
  @ApiParam({ name: 'zone', description: 'The zone, with or without its final dot.', example: 'cluster.local' })
  @ApiOkResponse({
    description: 'A master file (RFC 1035, section 5), of one revision',
    content: { [ZONE_FILE_MEDIA_TYPE]: { schema: { type: 'string' } } },
  })
  @ApiProblems('invalid-name', 'not-found', 'cluster-not-found', 'revision-not-found', 'snapshot-not-found')
  async file(
    @Param('zone') zone: string,
    @Query() { cluster, at }: MomentQuery,
    @CallerScope() scope: Scope,
  ): Promise<ZoneFileStream> {
    return this.service.file(await this.views.find(cluster, at), zone, scope)
  }
}
