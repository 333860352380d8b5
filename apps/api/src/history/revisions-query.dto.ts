import { ArgsType, Int } from '@nestjs/graphql'
import { Type } from 'class-transformer'
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { Described } from '../schema/described.js'

const LARGEST_PAGE = 500

@ArgsType()
export class RevisionsQuery extends ClusterQuery {
  @Described(`How many, 1 to ${LARGEST_PAGE}.`, { type: () => Int, default: 50, minimum: 1, maximum: LARGEST_PAGE })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_PAGE)
  readonly first: number = 50

  @Described('The cursor of an earlier page; the revisions before it follow.', { optional: true })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly after?: string
}

@ArgsType()
export class RevisionsFeedArgs extends ClusterQuery {
  @Described('The last revision that was seen: those after it come first. Nothing is those from now on.', {
    optional: true,
    example: '1.42',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly after?: string
}
