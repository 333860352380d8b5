import { ArgsType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { Described } from '../schema/described.js'

/** Which cluster, and when. The base of every question about a view. */
@ArgsType()
export class MomentQuery extends ClusterQuery {
  @Described(
    'The moment: an RFC 3339 time, a time ago (`-15m`), a revision (`1.42`), or the name of a snapshot. Nothing is now.',
    { optional: true, example: '-15m' },
  )
  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly at?: string
}
