import { GraphQLSchemaHost } from '@nestjs/graphql'
import { printSchema } from 'graphql'
import { pino } from 'pino'
import { LOOPBACK_AUTHENTICATOR } from '../../apps/api/src/auth/authenticator.js'
import { createApp } from '../../apps/api/src/http/create-app.js'
import { OpenApi } from '../../apps/api/src/http/open-api.js'
import { Feeds } from '../../apps/api/src/feed/feeds.js'
import { Clusters } from '../../apps/api/src/ingest/clusters.js'
import type { Store } from '#libs/store'

/** The API's two descriptions of itself, as files. */
export interface ApiDocuments {
  readonly openApi: string
  readonly graphql: string
}

/** Makes the API's application without a cluster and without a database, asks it what it is, and lets it go. */
export async function apiDocuments(): Promise<ApiDocuments> {
  const clusters = new Clusters([])
  const app = await createApp({
    clusters,
    feeds: new Feeds(clusters),
    // Nobody asks anything that would need one.
    store: {} as Store,
    authenticator: LOOPBACK_AUTHENTICATOR,
    performAsk: () => ({ kind: 'undecidable' }),
    log: pino({ level: 'silent' }),
  })
  try {
    return {
      openApi: `${JSON.stringify(app.get(OpenApi).document(), null, 2)}\n`,
      graphql: `${printSchema(app.get(GraphQLSchemaHost).schema)}\n`,
    }
  } finally {
    await app.close()
  }
}
