import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { RecordType } from '#libs/dns-model'
import type { RecordDifference } from '#libs/zone'
import { Described } from '../schema/described.js'
import { recordNode } from './record-connection.js'
import { RecordModel, RecordNode } from './record.model.js'

/** A difference over REST, as `#libs/zone` gives it. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'RecordDifference' })
export class RecordDifferenceModel implements RecordDifference {
  @Described('The owner name.', { example: 'web.default.svc.cluster.local.' })
  readonly name!: string

  @Described('The record type.', { example: 'A' })
  readonly type!: RecordType

  @Described('The namespace.', { optional: true, example: 'default' })
  readonly namespace?: string

  @Described('The records that go.', { type: () => [RecordModel], only: 'rest' })
  readonly removed!: readonly RecordModel[]

  @Described('The records that come.', { type: () => [RecordModel], only: 'rest' })
  readonly added!: readonly RecordModel[]
}

@ObjectType('RecordDifference', {
  description: 'What differs at one owner name and type. Records that stay are not listed.',
})
export class RecordDifferenceNode extends RecordDifferenceModel {
  @Described('The records that go.', { type: () => [RecordNode], only: 'graphql' })
  declare readonly removed: readonly RecordNode[]

  @Described('The records that come.', { type: () => [RecordNode], only: 'graphql' })
  declare readonly added: readonly RecordNode[]
}

/** A difference in the shape of GraphQL. */
export function differenceNode(cluster: string, difference: RecordDifference): RecordDifferenceNode {
  const { removed, added } = difference
  return {
    ...difference,
    removed: removed.map((record) => recordNode(cluster, record)),
    added: added.map((record) => recordNode(cluster, record)),
  }
}
