import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { PoliciesController } from './policies.controller.js'
import { PoliciesResolver } from './policies.resolver.js'
import { PoliciesService } from './policies.service.js'

@Module({
  imports: [HistoryModule],
  controllers: [PoliciesController],
  providers: [PoliciesService, PoliciesResolver],
})
export class PoliciesModule {}
