import { ArgsType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import { Described } from '../schema/described.js'
import { DEFAULT_PAGE, PageSize } from '../schema/page-size.js'
import { MomentQuery } from './moment-query.dto.js'

/** One page, of a list whose pages tell of one revision. */
@ArgsType()
export class PageQuery extends MomentQuery {
  @PageSize()
  readonly first: number = DEFAULT_PAGE

  @Described('The cursor of an earlier page; its revision counts, whatever `at` says.', { optional: true })
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  readonly after?: string
}
