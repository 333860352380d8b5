import { Module } from '@nestjs/common'
import { HistoryModule } from '../history/history.module.js'
import { RecordsModule } from '../records/records.module.js'
import { ResolveModule } from '../resolve/resolve.module.js'
import { WhatIfController } from './what-if.controller.js'
import { WhatIfResolver } from './what-if.resolver.js'
import { WhatIfService } from './what-if.service.js'

@Module({
  imports: [HistoryModule, RecordsModule, ResolveModule],
  controllers: [WhatIfController],
  providers: [WhatIfService, WhatIfResolver],
})
export class WhatIfModule {}
