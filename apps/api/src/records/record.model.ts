import { Field, ID, Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { RecordData, RecordType } from '#libs/dns-model'
import type { PresentedZoneRecord } from '#libs/zone'
import { Described } from '../schema/described.js'
import { ObjectReferenceModel } from '../schema/object-reference.model.js'
import { NodeModel } from '../schema/node.model.js'
import { DateTime, Json } from '../schema/scalars.js'

/** The record over REST, as `#libs/zone` gives it. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'Record' })
export class RecordModel implements PresentedZoneRecord {
  @Described('Made of the content: the same wherever and whenever it is asked for.', {
    only: 'rest',
    example: 'yOQm3sVJ2cQ0w1mZpXh6Ug',
  })
  readonly id!: string

  @Described('The owner name: absolute, lower case.', { example: 'web.default.svc.cluster.local.' })
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

  @Described("The namespace that the record speaks of; absent for the zone's own records.", {
    optional: true,
    example: 'default',
  })
  readonly namespace?: string

  @Described('The Service or ServiceImport that gives it.', { optional: true, example: 'web' })
  readonly service?: string

  @Described('The object that the record comes from: the Service, the EndpointSlice, or the Pod.', {
    type: () => ObjectReferenceModel,
    optional: true,
  })
  readonly source?: ObjectReferenceModel

  @Described('When the source was created; seconds since 1970.', {
    type: () => Int,
    optional: true,
    only: 'rest',
    example: 1795428000,
  })
  readonly createdAt?: number

  @Described('True for a record that a rule gives to many more names than are listed (`pods insecure`).', {
    type: () => Boolean,
    optional: true,
  })
  readonly byRule?: true
}

/** The record over GraphQL: its id is a global one, its times are texts. */
@ObjectType('Record', {
  description: 'One record of the inventory, with the object that it comes from.',
  implements: () => NodeModel,
})
export class RecordNode extends RecordModel implements NodeModel {
  @Field(() => ID, { description: 'The global id; it does not depend on the revision.' })
  declare readonly id: string

  @Described('When the source was created.', { type: () => DateTime, optional: true, only: 'graphql' })
  declare readonly createdAt?: number
}
