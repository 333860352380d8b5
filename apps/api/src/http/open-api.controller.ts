import { Controller, Get } from '@nestjs/common'
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger'
import { Visibility } from '../auth/visibility.js'
import { API_PREFIX } from './api-prefix.js'
import { OpenApi } from './open-api.js'

@ApiExcludeController()
@Controller(API_PREFIX)
export class OpenApiController {
  constructor(private readonly openApi: OpenApi) {}

  @Get('openapi.json')
  @Visibility('public')
  document(): OpenAPIObject {
    return this.openApi.document()
  }
}
