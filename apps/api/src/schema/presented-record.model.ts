import { Int, ObjectType } from '@nestjs/graphql'
import type { PresentedRecord, RecordData, RecordType } from '#libs/dns-model'
import { Described } from './described.js'
import { Json } from './scalars.js'

/** What every record shows, whether it stands in the inventory or in an answer. */
@ObjectType({ isAbstract: true })
export abstract class PresentedRecordModel implements PresentedRecord {
  @Described('The owner name, absolute.', { example: 'web.default.svc.cluster.local.' })
  readonly name!: string

  @Described('The record type.', { example: 'A' })
  readonly type!: RecordType

  @Described('Time to live, in seconds.', { type: () => Int, example: 30 })
  readonly ttl!: number

  @Described('RDATA in presentation form.', { example: '10.96.50.100' })
  readonly data!: string

  @Described('RDATA by its fields; they depend on the type.', {
    type: () => Json,
    example: { type: 'A', address: '10.96.50.100' },
  })
  readonly rdata!: RecordData

  @Described("The namespace that the record speaks of; absent for the zone's own records and for outside names.", {
    optional: true,
    example: 'default',
  })
  readonly namespace?: string
}
