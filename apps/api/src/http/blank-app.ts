import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { pino } from 'pino'
import type { Store } from '#libs/store'
import { LOOPBACK_AUTHENTICATOR } from '../auth/authenticator.js'
import { Feeds } from '../feed/feeds.js'
import { Clusters } from '../ingest/clusters.js'
import { createApp } from './create-app.js'

/** The application over no cluster and no database: to be described and looked through, not to be asked. */
export function blankApp(): Promise<NestFastifyApplication> {
  const clusters = new Clusters([])
  return createApp({
    clusters,
    feeds: new Feeds(clusters),
    // Without clusters nothing is ever looked up.
    store: {} as Store,
    authenticator: LOOPBACK_AUTHENTICATOR,
    performAsk: () => ({ kind: 'undecidable' }),
    log: pino({ level: 'silent' }),
  })
}
