import { Field, ID, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { Described } from '../schema/described.js'
import { nodeIdText } from '../schema/node-id.js'
import { NodeModel } from '../schema/node.model.js'
import { PinnedModel } from '../schema/pinned.model.js'
import { DateTime } from '../schema/scalars.js'
import type { SnapshotReport } from './snapshots.service.js'

/** A snapshot over REST. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'Snapshot' })
export class SnapshotModel extends PinnedModel implements SnapshotReport {
  @Described('Its name, which `at`, `from` and `to` take.', { example: 'before-rollout' })
  readonly name!: string

  @Described('When it was taken; REST gives milliseconds since 1970.', { type: () => DateTime, example: 1795428000000 })
  readonly createdAt!: number

  @Described('A note; only for callers who may see every namespace.', { optional: true })
  readonly note?: string
}

@ObjectType('Snapshot', { description: 'A revision with a name.', implements: () => NodeModel })
export class SnapshotNode extends SnapshotModel implements NodeModel {
  @Field(() => ID, { description: 'The global id.' })
  readonly id!: string
}

/** A snapshot with its global id. */
export function snapshotNode(report: SnapshotReport): SnapshotNode {
  const { cluster, name } = report
  return { ...report, id: nodeIdText({ type: 'Snapshot', cluster, key: [name] }) }
}
