import { ArgsType, Int } from '@nestjs/graphql'
import { IntersectionType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator'
import { MomentQuery } from '../history/moment-query.dto.js'
import { Described } from '../schema/described.js'
import { RecordFilterDto } from './record-filter.dto.js'

export const LARGEST_PAGE = 500

/** One page, of a list whose pages tell of one revision. */
@ArgsType()
export class PageQuery extends MomentQuery {
  @Described(`How many, 1 to ${LARGEST_PAGE}.`, { type: () => Int, default: 50, minimum: 1, maximum: LARGEST_PAGE })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_PAGE)
  readonly first: number = 50

  @Described('The cursor of an earlier page; its revision counts, whatever `at` says.', { optional: true })
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  readonly after?: string
}

/** REST: the filter's parts stand beside the others. */
export class RecordsQuery extends IntersectionType(PageQuery, RecordFilterDto) {}

/** REST: a count has no pages. */
export class RecordCountQuery extends IntersectionType(MomentQuery, RecordFilterDto) {}

/** GraphQL: the filter is an input object of its own. */
@ArgsType()
export class RecordsArgs extends PageQuery {
  @Described('Which records are wanted; all without it.', { type: () => RecordFilterDto, optional: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => RecordFilterDto)
  readonly filter?: RecordFilterDto
}
