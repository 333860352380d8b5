import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { RecordsController } from './records.controller.js'
import { RecordsResolver } from './records.resolver.js'
import { RecordsService } from './records.service.js'

@Module({
  imports: [HistoryModule],
  controllers: [RecordsController],
  providers: [RecordsService, RecordsResolver],
  exports: [RecordsService],
})
export class RecordsModule {}
