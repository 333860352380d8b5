import { applyDecorators } from '@nestjs/common'
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger'
import type { ErrorCode } from '#libs/errors'
import { ERROR_TABLE } from './error-table.js'
import { ProblemModel } from './problem.model.js'
import { PROBLEM_MEDIA_TYPE } from './problem.js'

/** Errors that every operation can end in, besides its own. */
const COMMON: readonly ErrorCode[] = ['invalid-argument', 'unauthenticated', 'forbidden-host', 'internal', 'not-ready']

/** Documents the errors of an operation, one response per status with an example per code. */
export function ApiProblems(...own: readonly ErrorCode[]): MethodDecorator {
  const codes = [...new Set([...own, ...COMMON])]
  const statuses = [...new Set(codes.map((code) => ERROR_TABLE[code].status))].toSorted((a, b) => a - b)
  const responses = statuses.map((status) => {
    const ofStatus = codes.filter((code) => ERROR_TABLE[code].status === status)
    return ApiResponse({
      status,
      description: ofStatus.map((code) => `${ERROR_TABLE[code].title} (\`${code}\`)`).join('; '),
      content: {
        [PROBLEM_MEDIA_TYPE]: {
          schema: { $ref: getSchemaPath(ProblemModel) },
          examples: Object.fromEntries(ofStatus.map((code) => [code, { value: exampleOf(code) }])),
        },
      },
    })
  })
  return applyDecorators(ApiExtraModels(ProblemModel), ...responses)
}

function exampleOf(code: ErrorCode): object {
  const { title, status } = ERROR_TABLE[code]
  return { type: `urn:namescope:error:${code}`, title, status, detail: `${title}.`, code }
}
