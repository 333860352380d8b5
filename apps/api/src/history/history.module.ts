import { Module } from '@nestjs/common'
import { CompareController } from './compare.controller.js'
import { CompareResolver } from './compare.resolver.js'
import { CompareService } from './compare.service.js'
import { RevisionsController } from './revisions.controller.js'
import { RevisionsResolver } from './revisions.resolver.js'
import { RevisionsService } from './revisions.service.js'
import { ViewAt } from './view-at.js'

@Module({
  controllers: [CompareController, RevisionsController],
  providers: [CompareService, CompareResolver, RevisionsService, RevisionsResolver, ViewAt],
  exports: [RevisionsService, ViewAt],
})
export class HistoryModule {}
