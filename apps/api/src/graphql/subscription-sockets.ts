import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { GraphQLSchemaHost } from '@nestjs/graphql'
import { GraphQLError, type ExecutionResult } from 'graphql'
import { CloseCode, type Context } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { AUTHENTICATOR, type Authenticator } from '../auth/authenticator.js'
import type { Caller } from '../auth/caller.js'
import { formattedResult } from '../errors/graphql-error.js'
import { problemOf } from '../errors/problem.js'
import { GraphqlContexts } from './graphql-contexts.js'
import { limitError } from './limit-error.js'
import { LIMITS } from './limits.js'
import { prepareOperation } from './operation.js'
import type { OperationRequest } from './operation-request.js'

const PATH = '/graphql'

type Params = { authorization?: unknown }
type Identified = { caller?: Caller }
type Connection = Context<Params, Extra & Identified>

/** Subscriptions over WebSocket: graphql-ws (`graphql-transport-ws`) on the HTTP server, under the path of POST. */
@Injectable()
export class SubscriptionSockets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SubscriptionSockets.name)
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageOctets })
  private readonly served = useServer<Params, Identified>(
    {
      onConnect: (connection) => this.identify(connection),
      onSubscribe: (connection, _id, operation) => this.prepare(connection, operation),
      onNext: (_connection, _id, _operation, _args, result) => this.formatted(result),
      onError: (_connection, _id, _operation, errors) => [...(this.formatted({ errors }).errors ?? [])],
    },
    this.sockets,
  )

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schemas: GraphQLSchemaHost,
    private readonly contexts: GraphqlContexts,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  onApplicationBootstrap(): void {
    const server: Server = this.http.httpAdapter.getHttpServer()
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head))
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.served.dispose()
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      const { host, origin } = request.headers
      this.authenticator.checkHost({ host, origin })
    } catch (error) {
      return refuse(socket, `${problemOf(error).status} Forbidden`)
    }
    if (request.url?.split('?')[0] !== PATH) return refuse(socket, '404 Not Found')
    this.sockets.handleUpgrade(request, socket, head, (client) => this.sockets.emit('connection', client, request))
  }

  /** The token may come in the upgrade request or, from browsers, which can't set headers there, as a connection parameter. */
  private identify({ connectionParams, extra }: Connection): void {
    const given = connectionParams?.authorization
    try {
      extra.caller = this.authenticator.identify(
        typeof given === 'string' ? given : extra.request.headers.authorization,
      )
    } catch (error) {
      extra.socket.close(CloseCode.Unauthorized, problemOf(error).code)
    }
  }

  private prepare(
    { extra, subscriptions }: Connection,
    operation: OperationRequest,
  ): ReturnType<typeof prepareOperation> {
    const open = Object.keys(subscriptions).length
    const limit = LIMITS.subscriptionsPerSocket
    if (open > limit) return [limitError('operations on this connection', open, limit)]
    if (extra.caller === undefined) return [new GraphQLError('The connection names no caller.')]
    const context = this.contexts.create(extra.caller, operation.operationName)
    return prepareOperation(this.schemas.schema, operation, context)
  }

  private formatted(result: ExecutionResult): ReturnType<typeof formattedResult> {
    return formattedResult(result, (fault) => this.logger.error(fault))
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
