import { ArgsType, OmitType as OmitArgs } from '@nestjs/graphql'
import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator'
import { MomentQuery } from '../history/moment-query.dto.js'
import { PageQuery } from '../history/page-query.dto.js'
import { RecordFilterDto } from '../records/record-filter.dto.js'
import { RecordsArgs } from '../records/records-query.dto.js'
import { ResolveQuery } from '../resolve/resolve-query.dto.js'
import { Described } from '../schema/described.js'
import { Json } from '../schema/scalars.js'

const MOST_QUESTIONS = 20

const APPLY =
  'Objects to create or replace: the text of a manifest, a Kubernetes object, {"file", "text"}, or a list of these.'
const DELETE =
  'Objects to delete: keys {"kind", "namespace", "name"}, or as in `apply`, of which only kind and metadata count.'

const EXAMPLE_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name: 'web' },
  spec: { clusterIP: '10.96.50.200', ports: [{ name: 'http', port: 80 }] },
}

/** A question of the cluster as it would be. */
@ApiSchema({ name: 'WhatIfQuestion' })
export class WhatIfQuestionDto extends OmitType(ResolveQuery, ['cluster', 'at']) {}

/** The same as arguments in GraphQL. */
@ArgsType()
export class WhatIfQuestionArgs extends OmitArgs(ResolveQuery, ['cluster', 'at']) {}

@ApiSchema({ name: 'WhatIfRecords' })
export class WhatIfRecordsDto extends OmitType(PageQuery, ['cluster', 'at']) {
  @ApiProperty({
    description: 'Which records are wanted; all without it.',
    type: () => RecordFilterDto,
    required: false,
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => RecordFilterDto)
  readonly filter?: RecordFilterDto
}

/** The same as arguments in GraphQL. */
@ArgsType()
export class WhatIfRecordsArgs extends OmitArgs(RecordsArgs, ['cluster', 'at']) {}

/** REST: cluster and moment stand in the query string. */
@ApiSchema({ name: 'WhatIfRequest' })
export class WhatIfDto {
  @ApiProperty({ description: APPLY, required: false, example: [EXAMPLE_SERVICE] })
  @IsOptional()
  readonly apply?: unknown

  @ApiProperty({
    description: DELETE,
    required: false,
    example: [{ kind: 'Service', namespace: 'default', name: 'api' }],
  })
  @IsOptional()
  readonly delete?: unknown

  @ApiProperty({
    description: `Questions to ask of the cluster as it would be; at most ${MOST_QUESTIONS}.`,
    type: () => [WhatIfQuestionDto],
    required: false,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_QUESTIONS)
  @ValidateNested({ each: true })
  @Type(() => WhatIfQuestionDto)
  readonly resolve?: readonly WhatIfQuestionDto[]

  @ApiProperty({
    description: 'Which records of the cluster as it would be to list.',
    type: () => WhatIfRecordsDto,
    required: false,
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => WhatIfRecordsDto)
  readonly records?: WhatIfRecordsDto
}

@ArgsType()
export class WhatIfArgs extends MomentQuery {
  @Described(APPLY, { type: () => Json, optional: true, only: 'graphql' })
  @IsOptional()
  readonly apply?: unknown

  @Described(DELETE, { type: () => Json, optional: true, only: 'graphql' })
  @IsOptional()
  readonly delete?: unknown
}
