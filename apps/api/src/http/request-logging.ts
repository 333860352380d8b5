import type { Params } from 'nestjs-pino'
import type { Logger } from 'pino'

/** Requests are logged at `debug`, failures of ours at `error`; never what a caller authenticates with. */
export function requestLogging(logger: Logger): Params {
  return {
    pinoHttp: {
      logger,
      customLogLevel: (_request, response, error) =>
        error !== undefined || response.statusCode >= 500 ? 'error' : 'debug',
      serializers: {
        req: ({ id, method, url }: { id: unknown; method: unknown; url: unknown }) => ({ id, method, url }),
        res: ({ statusCode }: { statusCode: unknown }) => ({ statusCode }),
      },
    },
  }
}
