import { Injectable } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { VERSION } from './build.js'

const DESCRIPTION = `What every name in a Kubernetes cluster resolves to: now, at any moment of its history, and after changes that
have not been made. Times in results are milliseconds since 1970 unless said otherwise. Errors are problem documents (RFC 9457)
whose \`code\` is stable. Results that are pinned to a revision have a strong \`ETag\`.`

/** The description of the REST API, made when it is first asked for: making it costs time and memory that most starts don't need. */
@Injectable()
export class OpenApi {
  private app: NestFastifyApplication | undefined
  private made: OpenAPIObject | undefined

  /** The application exists only after its providers. */
  attach(app: NestFastifyApplication): void {
    this.app = app
  }

  document(): OpenAPIObject {
    if (this.app === undefined) throw new Error('no application is attached')
    this.made ??= openApiDocument(this.app)
    return this.made
  }
}

function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const configuration = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Namescope')
    .setDescription(DESCRIPTION.replaceAll('\n', ' '))
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'A token of the token file; none with `--auth none`.',
    })
    .addSecurityRequirements('bearer')
    .build()
  return SwaggerModule.createDocument(app, configuration)
}
