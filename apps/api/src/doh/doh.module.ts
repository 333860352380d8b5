import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { DohController } from './doh.controller.js'
import { DohService } from './doh.service.js'

@Module({ imports: [HistoryModule], controllers: [DohController], providers: [DohService] })
export class DohModule {}
