import { ArgsType } from '@nestjs/graphql'
import { IntersectionType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsOptional, ValidateNested } from 'class-validator'
import { MomentQuery } from '../history/moment-query.dto.js'
import { PageQuery } from '../history/page-query.dto.js'
import { Described } from '../schema/described.js'
import { RecordFilterDto } from './record-filter.dto.js'

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
