import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { RecordsController } from './records.controller.js'
import { RecordsResolver } from './records.resolver.js'
import { RecordsService } from './records.service.js'
import { ZonesController } from './zones.controller.js'
import { ZonesResolver } from './zones.resolver.js'
import { ZonesService } from './zones.service.js'

@Module({
  imports: [HistoryModule],
  controllers: [RecordsController, ZonesController],
  providers: [RecordsService, RecordsResolver, ZonesService, ZonesResolver],
  exports: [RecordsService],
})
export class RecordsModule {}
