import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { ResolveController } from './resolve.controller.js'
import { ResolveResolver } from './resolve.resolver.js'
import { ResolveService } from './resolve.service.js'

@Module({
  imports: [HistoryModule],
  controllers: [ResolveController],
  providers: [ResolveService, ResolveResolver],
  exports: [ResolveService],
})
export class ResolveModule {}
