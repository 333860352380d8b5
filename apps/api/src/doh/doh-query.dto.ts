import { Transform } from 'class-transformer'
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator'
import { MomentQuery } from '../history/moment-query.dto.js'
import { booleanOf } from '../schema/boolean-of.js'
import { Described } from '../schema/described.js'

/** Who asks by DNS over HTTPS, and of which moment. */
export class DohQuery extends MomentQuery {
  @Described('The pod that asks, as `NAMESPACE/NAME`. Nothing is the address that the request comes from.', {
    optional: true,
    example: 'default/client',
    only: 'rest',
  })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  readonly client?: string
}

export class DnsMessageQuery extends DohQuery {
  @Described('The DNS message in base64url, without padding (RFC 8484, section 4.1).', {
    example: 'AAABAAABAAAAAAAAA3dlYgdkZWZhdWx0A3N2YwdjbHVzdGVyBWxvY2FsAAABAAE',
    only: 'rest',
  })
  @IsString()
  readonly dns!: string
}

export class JsonQuestionQuery extends DohQuery {
  @Described('The domain name: absolute, with or without its final dot.', {
    example: 'web.default.svc.cluster.local',
    only: 'rest',
  })
  @IsString()
  @MaxLength(1100)
  readonly name!: string

  @Described('The record type: a mnemonic in any case, or a number.', { default: 'A', example: 'SRV', only: 'rest' })
  @IsString()
  @MaxLength(16)
  readonly type: string = 'A'

  @Described('CD: the client checks signatures itself. Sent back as it is.', {
    type: () => Boolean,
    default: false,
    only: 'rest',
  })
  @Transform(booleanOf)
  @IsBoolean()
  readonly cd: boolean = false

  @Described('DO: the client takes DNSSEC records. There are none.', {
    type: () => Boolean,
    default: false,
    only: 'rest',
  })
  @Transform(booleanOf)
  @IsBoolean()
  readonly do: boolean = false
}
