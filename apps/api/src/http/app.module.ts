import { Module, type DynamicModule } from '@nestjs/common'
import { APP_FILTER, APP_GUARD } from '@nestjs/core'
import { LoggerModule } from 'nestjs-pino'
import type { Logger } from 'pino'
import type { PerformAsk } from '#libs/forwarder'
import type { Store } from '#libs/store'
import { AccessGuard } from '../auth/access.guard.js'
import { AUTHENTICATOR, type Authenticator } from '../auth/authenticator.js'
import { ClustersModule } from '../clusters/clusters.module.js'
import { PERFORM_ASK } from '../dns/outside-names.js'
import { DohModule } from '../doh/doh.module.js'
import { ProblemFilter } from '../errors/problem.filter.js'
import { FeedModule } from '../feed/feed.module.js'
import { Feeds } from '../feed/feeds.js'
import { GraphqlTransportModule } from '../graphql/graphql.module.js'
import { HistoryModule } from '../history/history.module.js'
import { Clusters } from '../ingest/clusters.js'
import { STORE } from '../ingest/store-token.js'
import { NodeModule } from '../node/node.module.js'
import { PoliciesModule } from '../policies/policies.module.js'
import { RecordsModule } from '../records/records.module.js'
import { ResolveModule } from '../resolve/resolve.module.js'
import { SnapshotsModule } from '../snapshots/snapshots.module.js'
import { WhatIfModule } from '../what-if/what-if.module.js'
import { OpenApi } from './open-api.js'
import { OpenApiController } from './open-api.controller.js'
import { requestLogging } from './request-logging.js'

/** What the API stands on; made before it, and outliving it. */
export interface AppParts {
  readonly clusters: Clusters
  readonly feeds: Feeds
  readonly store: Store
  readonly authenticator: Authenticator
  /** Asks upstreams for names outside the clusters. */
  readonly performAsk: PerformAsk
  readonly log: Logger
  /** Told of every request that was answered; seconds. */
  readonly metrics?: { served(method: string, status: number, seconds: number): void }
}

/** What every module may ask for. */
@Module({})
class PartsModule {
  static of({ clusters, feeds, store, authenticator, performAsk }: AppParts): DynamicModule {
    const parts = [
      { provide: Clusters, useValue: clusters },
      { provide: Feeds, useValue: feeds },
      { provide: STORE, useValue: store },
      { provide: AUTHENTICATOR, useValue: authenticator },
      { provide: PERFORM_ASK, useValue: performAsk },
    ]
    return { module: PartsModule, global: true, providers: parts, exports: parts }
  }
}

@Module({})
export class AppModule {
  static of(parts: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PartsModule.of(parts),
        LoggerModule.forRoot(requestLogging(parts.log)),
        GraphqlTransportModule,
        ClustersModule,
        DohModule,
        FeedModule,
        HistoryModule,
        NodeModule,
        PoliciesModule,
        RecordsModule,
        ResolveModule,
        SnapshotsModule,
        WhatIfModule,
      ],
      controllers: [OpenApiController],
      providers: [
        OpenApi,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    }
  }
}
