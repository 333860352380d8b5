import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { RecordsModule } from '../records/records.module.js'
import { SnapshotsModule } from '../snapshots/snapshots.module.js'
import { NodeResolver } from './node.resolver.js'

@Module({ imports: [HistoryModule, RecordsModule, SnapshotsModule], providers: [NodeResolver] })
export class NodeModule {}
