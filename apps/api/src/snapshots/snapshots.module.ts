import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { SnapshotsController } from './snapshots.controller.js'
import { SnapshotsResolver } from './snapshots.resolver.js'
import { SnapshotsService } from './snapshots.service.js'

@Module({
  imports: [HistoryModule],
  controllers: [SnapshotsController],
  providers: [SnapshotsService, SnapshotsResolver],
  exports: [SnapshotsService],
})
export class SnapshotsModule {}
