import { ArgsType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { MomentQuery } from '../history/moment-query.dto.js'
import { Described } from '../schema/described.js'

/** What a new snapshot is made of. */
@ArgsType()
export class NewSnapshotDto extends MomentQuery {
  @Described('A letter, then letters, digits, dots, hyphens or underscores; at most 63 in all.', {
    example: 'before-rollout',
  })
  @IsString()
  @MaxLength(63)
  readonly name!: string

  @Described('A note for people.', { optional: true, example: 'before the release of team-a' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly note?: string
}

@ArgsType()
export class SnapshotArgs extends ClusterQuery {
  @Described('The name of the snapshot.', { example: 'before-rollout' })
  @IsString()
  @MaxLength(63)
  readonly name!: string
}
