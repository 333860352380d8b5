import { Module } from '@nestjs/common'
import { GraphQLModule } from '@nestjs/graphql'
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius'
import { HistoryModule } from '../history/history.module.js'
import { checkCost } from './cost.js'
import type { GraphqlContext } from './graphql-context.js'
import { GraphqlContexts } from './graphql-contexts.js'
import { GraphqlExecutor } from './graphql-executor.js'
import { GraphqlController } from './graphql.controller.js'
import { LIMIT_RULES } from './limit-rules.js'
import { LIMITS } from './limits.js'
import { StreamController } from './stream.controller.js'
import { SubscriptionSockets } from './subscription-sockets.js'

/**
 * One schema behind three transports: POST through mercurius (its cache of parsed and validated documents; none of its routes
 * or subscriptions), WebSocket through graphql-ws, server-sent events through graphql-sse.
 */
@Module({
  imports: [
    HistoryModule,
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      sortSchema: true,
      routes: false,
      graphql: { parseOptions: { maxTokens: LIMITS.tokens } },
      validationRules: [...LIMIT_RULES],
      // Errors keep what they were made of, for our own formatting.
      errorFormatter: ({ data, errors }) => ({
        statusCode: 200,
        response: { data: data ?? null, ...(errors && { errors }) },
      }),
      hooks: {
        // Not a validation rule, because those are cached by document and the cost depends on variables.
        preExecution: (schema, document, context, variables) => {
          const operation = context as unknown as GraphqlContext
          operation.cost = checkCost(schema, document, operation.operationName, variables)
        },
      },
    }),
  ],
  controllers: [GraphqlController, StreamController],
  providers: [GraphqlContexts, GraphqlExecutor, SubscriptionSockets],
})
export class GraphqlTransportModule {}
