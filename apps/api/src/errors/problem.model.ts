import { Int } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { Described } from '../schema/described.js'
import { ERROR_TABLE } from './error-table.js'
import type { Problem } from './problem.js'

@ApiSchema({ name: 'Problem', description: 'A problem document (RFC 9457).' })
export class ProblemModel implements Problem {
  @Described('A URI that stands for the kind of problem.', {
    only: 'rest',
    example: 'urn:namescope:error:invalid-name',
  })
  readonly type!: string

  @Described('A summary that is the same for every occurrence.', { only: 'rest', example: 'Not a domain name' })
  readonly title!: string

  @Described('The HTTP status.', { only: 'rest', type: () => Int, example: 400 })
  readonly status!: number

  @Described('What is wrong, and what would be right.', { only: 'rest' })
  readonly detail!: string

  @Described('The stable code, the same in GraphQL as `extensions.code`.', {
    only: 'rest',
    enum: Object.keys(ERROR_TABLE),
    example: 'invalid-name',
  })
  readonly code!: string

  @Described('The file that the bad input stands in.', { only: 'rest', optional: true })
  readonly file?: string

  @Described('Its line there, from 1.', { only: 'rest', type: () => Int, optional: true })
  readonly line?: number

  @Described('Its column there, from 1.', { only: 'rest', type: () => Int, optional: true })
  readonly column?: number

  @Described('The parameter, or the path in the body.', { only: 'rest', optional: true, example: 'name' })
  readonly field?: string
}
