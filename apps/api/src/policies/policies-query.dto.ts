import { ArgsType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import type { VerdictRequest } from '#libs/network-policy'
import { MomentQuery } from '../history/moment-query.dto.js'
import { PageQuery } from '../history/page-query.dto.js'
import { Described } from '../schema/described.js'

@ArgsType()
export class PoliciesQuery extends PageQuery {
  @Described('Only the policies of this namespace.', { optional: true, example: 'backend' })
  @IsOptional()
  @IsString()
  @MaxLength(63)
  readonly namespace?: string
}

@ArgsType()
export class PolicyVerdictQuery extends MomentQuery implements VerdictRequest {
  @Described('Who connects: a pod as `NAMESPACE/POD`, or an address.', { example: 'frontend/web' })
  @IsString()
  @MaxLength(320)
  readonly from!: string

  @Described('To whom: a pod as `NAMESPACE/POD`, or an address.', { example: 'backend/api' })
  @IsString()
  @MaxLength(320)
  readonly to!: string

  @Described('The destination port: a number, or the name of a port of the destination pod.', { example: '5678' })
  @IsString()
  @MaxLength(15)
  readonly port!: string

  @Described('`TCP`, `UDP` or `SCTP`, in any case.', { default: 'TCP', example: 'TCP' })
  @IsString()
  @MaxLength(8)
  readonly protocol: string = 'TCP'
}
