import { ArgsType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import { Described } from '../schema/described.js'

@ArgsType()
export class ClusterQuery {
  @Described('The cluster; needed only where there are several.', { optional: true, example: 'examples/tour' })
  @IsOptional()
  @IsString()
  @MaxLength(253)
  readonly cluster?: string
}
