import { ArgsType } from '@nestjs/graphql'
import { Transform } from 'class-transformer'
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator'
import { MomentQuery } from '../history/moment-query.dto.js'
import { booleanOf } from '../schema/boolean-of.js'
import { Described } from '../schema/described.js'

@ArgsType()
export class ResolveQuery extends MomentQuery {
  @Described(
    'The domain name. It is absolute, with or without its final dot, unless a pod or namespace asks: then it goes through its search list, but for a name that ends in a dot.',
    { example: 'web.default.svc.cluster.local' },
  )
  @IsString()
  @MaxLength(1100)
  readonly name!: string

  @Described('The record type, in any case; `TYPE65` for one without a name.', { default: 'A', example: 'SRV' })
  @IsString()
  @MaxLength(16)
  readonly type: string = 'A'

  @Described('Who asks: a pod as `NAMESPACE/NAME`, a namespace, or an address. Nothing is nobody in particular.', {
    optional: true,
    example: 'default/client',
  })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  readonly from?: string

  @Described('Whether to say why, and for a name that does not exist, what exists nearby.', {
    type: () => Boolean,
    default: false,
  })
  @Transform(booleanOf)
  @IsBoolean()
  readonly explain: boolean = false
}
