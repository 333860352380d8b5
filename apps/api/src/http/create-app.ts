import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyInstance } from 'fastify'
import { Logger as PinoLogger } from 'nestjs-pino'
import { readDnsMessages } from '../doh/dns-message-body.js'
import { sendProblem } from '../errors/send-problem.js'
import { validationPipe } from '../errors/validation.pipe.js'
import { AppModule, type AppParts } from './app.module.js'
import { OpenApi } from './open-api.js'

/** Octets of a request body: room for the manifests of a what-if. */
const LARGEST_BODY = 8 << 20

/** The HTTP application, initialised and not listening. */
export async function createApp(parts: AppParts): Promise<NestFastifyApplication> {
  const adapter = new ApiAdapter({
    bodyLimit: LARGEST_BODY,
    // Streams of subscribers would else keep a stopping server open.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 256 },
  })
  prepare(adapter.getInstance(), parts)
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), adapter, {
    abortOnError: false,
    bodyParser: false,
    // The framework's tale of its own start is of no interest, and errors are thrown.
    logger: ['warn'],
  })
  app.useGlobalPipes(validationPipe())
  app.get(OpenApi).attach(app)
  await app.init()
  app.useLogger(app.get(PinoLogger))
  return app
}

/** Keeps our error handler. The framework sets its own when the routes are there already, too late for bodies that can't be read. */
class ApiAdapter extends FastifyAdapter {
  override setErrorHandler(): FastifyInstance {
    return this.getInstance()
  }
}

function prepare(fastify: FastifyInstance, { log, metrics }: AppParts): void {
  fastify.setErrorHandler((error, _request, reply) => sendProblem(reply, error, (fault) => log.error({ err: fault })))
  // Bodies that a form of any web page can send get 415, before anybody looks at them (CSRF).
  fastify.removeContentTypeParser('text/plain')
  const parseJson = fastify.getDefaultJsonParser('error', 'error')
  fastify.addContentTypeParser('application/graphql+json', { parseAs: 'string' }, parseJson)
  readDnsMessages(fastify)
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics?.served(request.method, reply.statusCode, reply.elapsedTime / 1000)
    done()
  })
}
