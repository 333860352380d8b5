import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Logger as PinoLogger } from 'nestjs-pino'
import { sendProblem } from '../errors/send-problem.js'
import { validationPipe } from '../errors/validation.pipe.js'
import { AppModule, type AppParts } from './app.module.js'
import { OpenApi } from './open-api.js'

/** Octets of a request body: room for the manifests of a what-if. */
const LARGEST_BODY = 8 << 20

/** The HTTP application, initialised and not listening. */
export async function createApp(parts: AppParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    // Streams of subscribers would else keep a stopping server open.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 256 },
  })
  acceptOnlyJson(adapter, parts)
  tellMetrics(adapter, parts)
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

/**
 * Bodies that a form of any web page can send get 415, before anybody looks at them (CSRF). What is wrong with a request that does
 * not get as far as a controller is told in the same form as all else.
 */
function acceptOnlyJson(adapter: FastifyAdapter, { log }: AppParts): void {
  const fastify = adapter.getInstance()
  fastify.removeContentTypeParser('text/plain')
  const parseJson = fastify.getDefaultJsonParser('error', 'error')
  fastify.addContentTypeParser('application/graphql+json', { parseAs: 'string' }, parseJson)
  fastify.setErrorHandler((error, _request, reply) => sendProblem(reply, error, (fault) => log.error({ err: fault })))
}

function tellMetrics(adapter: FastifyAdapter, { metrics }: AppParts): void {
  if (metrics === undefined) return
  adapter.getInstance().addHook('onResponse', (request, reply, done) => {
    metrics.served(request.method, reply.statusCode, reply.elapsedTime / 1000)
    done()
  })
}
