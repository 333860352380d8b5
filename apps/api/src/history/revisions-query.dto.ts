import { ArgsType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { Described } from '../schema/described.js'
import { DEFAULT_PAGE, PageSize } from '../schema/page-size.js'

@ArgsType()
export class RevisionsQuery extends ClusterQuery {
  @PageSize()
  readonly first: number = DEFAULT_PAGE

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
