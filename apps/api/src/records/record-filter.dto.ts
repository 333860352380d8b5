import { InputType } from '@nestjs/graphql'
import { IsOptional, IsString, MaxLength } from 'class-validator'
import type { RawRecordFilter } from '#libs/zone'
import { Described } from '../schema/described.js'

/** The parts of a filter as texts; `#libs/zone` reads them. */
@InputType('RecordFilter', { description: 'Which records are wanted: all given parts must hold.' })
export class RecordFilterDto implements RawRecordFilter {
  @Described('The namespace.', { optional: true, example: 'default' })
  @IsOptional()
  @IsString()
  @MaxLength(63)
  readonly namespace?: string

  @Described('The Service, by name.', { optional: true, example: 'web' })
  @IsOptional()
  @IsString()
  @MaxLength(63)
  readonly service?: string

  @Described('Exactly this owner name.', { optional: true, example: 'web.default.svc.cluster.local' })
  @IsOptional()
  @IsString()
  @MaxLength(1100)
  readonly name?: string

  @Described('This name or what is below it.', { optional: true, example: 'default.svc.cluster.local' })
  @IsOptional()
  @IsString()
  @MaxLength(1100)
  readonly suffix?: string

  @Described('The record type.', { optional: true, example: 'A' })
  @IsOptional()
  @IsString()
  @MaxLength(16)
  readonly type?: string

  @Described('Address records with this address, and PTR records of it.', { optional: true, example: '10.96.50.100' })
  @IsOptional()
  @IsString()
  @MaxLength(45)
  readonly address?: string

  @Described('The same, for a range of addresses.', { optional: true, example: '10.96.0.0/12' })
  @IsOptional()
  @IsString()
  @MaxLength(49)
  readonly cidr?: string

  @Described('The object that a record comes from, as KIND/NAMESPACE/NAME.', {
    optional: true,
    example: 'Service/default/web',
  })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  readonly source?: string

  @Described('A label selector on the Service, as kubectl reads it.', { optional: true, example: 'app=web' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly label?: string
}
