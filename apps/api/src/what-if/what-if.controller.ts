import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { MomentQuery } from '../history/moment-query.dto.js'
import { ViewAt } from '../history/view-at.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { WhatIfDto } from './what-if.dto.js'
import { WhatIfAnswerModel } from './what-if.model.js'
import { WhatIfService, type WhatIfAnswer } from './what-if.service.js'

@ApiTags('what-if')
@Controller(`${API_PREFIX}/what-if`)
export class WhatIfController {
  constructor(
    private readonly service: WhatIfService,
    private readonly views: ViewAt,
  ) {}

  @Post()
  @HttpCode(200)
  @Visibility('scoped')
  @ApiOperation({ summary: 'Tells what would follow from changes that have not been made; nothing of them is kept' })
  @ApiOkResponse({ type: WhatIfAnswerModel })
  @ApiProblems(
    'invalid-document',
    'invalid-object',
    'object-not-found',
    'forbidden',
    'limit-exceeded',
    'unsupported-media-type',
    'cluster-not-found',
  )
  async ask(
    @Query() { cluster, at }: MomentQuery,
    @Body() wish: WhatIfDto,
    @CallerScope() scope: Scope,
  ): Promise<WhatIfAnswer> {
    return this.service.ask(await this.views.find(cluster, at), wish, scope)
  }
}
