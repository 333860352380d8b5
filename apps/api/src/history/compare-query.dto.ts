import { ArgsType, Int } from '@nestjs/graphql'
import { Type } from 'class-transformer'
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { Described } from '../schema/described.js'

const MOST_DIFFERENCES = 1000

@ArgsType()
export class CompareQuery extends ClusterQuery {
  @Described('The earlier moment, written as `at` is.', { example: 'before-rollout' })
  @IsString()
  @MaxLength(80)
  readonly from!: string

  @Described('The later moment; nothing is now.', { optional: true, example: 'after-rollout' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly to?: string

  @Described(`How many names, 1 to ${MOST_DIFFERENCES}.`, {
    type: () => Int,
    default: 100,
    minimum: 1,
    maximum: MOST_DIFFERENCES,
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_DIFFERENCES)
  readonly first: number = 100

  @Described('How many to leave out at the start, for the next page of the same two revisions.', {
    type: () => Int,
    default: 0,
    minimum: 0,
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly skip: number = 0
}
