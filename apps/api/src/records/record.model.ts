import { Field, ID, Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { PresentedZoneRecord } from '#libs/zone'
import { Described } from '../schema/described.js'
import { ObjectReferenceModel } from '../schema/object-reference.model.js'
import { NodeModel } from '../schema/node.model.js'
import { PresentedRecordModel } from '../schema/presented-record.model.js'
import { DateTime } from '../schema/scalars.js'

/** The record over REST, as `#libs/zone` gives it. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'Record' })
export class RecordModel extends PresentedRecordModel implements PresentedZoneRecord {
  @Described('Made of the content: the same wherever and whenever it is asked for.', {
    only: 'rest',
    example: 'yOQm3sVJ2cQ0w1mZpXh6Ug',
  })
  readonly id!: string

  @Described('The Service or ServiceImport that gives it.', { optional: true, example: 'web' })
  readonly service?: string

  @Described('The object that the record comes from: the Service, the ServiceImport, or the Pod.', {
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
