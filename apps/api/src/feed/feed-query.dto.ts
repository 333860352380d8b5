import { Transform } from 'class-transformer'
import { ArrayMaxSize, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator'
import { KINDS, type Kind } from '#libs/cluster-model'
import { ClusterQuery } from '../clusters/cluster-query.dto.js'
import { Described } from '../schema/described.js'

const KIND_NAMES = Object.keys(KINDS) as Kind[]

export class FeedQuery extends ClusterQuery {
  @Described('The version of the protocol that the follower speaks; one minor version apart works either way.', {
    example: '1.0',
  })
  @IsString()
  @Matches(/^\d{1,4}\.\d{1,4}$/, { message: 'protocol is MAJOR.MINOR, such as 1.0.' })
  readonly protocol!: string

  @Described('The kinds that are followed, between commas; all without it.', {
    optional: true,
    example: 'Namespace,Service,EndpointSlice',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @ArrayMaxSize(KIND_NAMES.length)
  @IsIn(KIND_NAMES, { each: true, message: `kinds holds kinds of objects between commas: ${KIND_NAMES.join(', ')}.` })
  readonly kinds?: readonly Kind[]

  @Described(
    'Where the follower stands with these kinds, EPOCH.NUMBER.OBSERVED as the feed told it; it goes on behind it if it can.',
    { optional: true, example: '1.42.1763872345123' },
  )
  @IsOptional()
  @IsString()
  @MaxLength(60)
  readonly after?: string
}
