import { Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { RecordDifferenceModel, RecordDifferenceNode } from '../records/record-difference.model.js'
import { Described } from '../schema/described.js'
import { DateTime } from '../schema/scalars.js'
import type { Comparison, MomentFound } from './compare.service.js'

@ObjectType('Moment', { description: 'The revision that stands for a moment.' })
@ApiSchema({ name: 'Moment' })
export class MomentModel implements MomentFound {
  @Described('The revision, as EPOCH.NUMBER.', { example: '1.42' })
  readonly revision!: string

  @Described('When it was observed; REST gives milliseconds since 1970.', {
    type: () => DateTime,
    example: 1795428000000,
  })
  readonly observedAt!: number
}

/** A comparison over REST. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'Comparison' })
export class ComparisonModel implements Comparison {
  @Described('The cluster.', { example: 'examples/tour' })
  readonly cluster!: string

  @Described('The earlier moment.', { type: () => MomentModel })
  readonly from!: MomentModel

  @Described('The later moment.', { type: () => MomentModel })
  readonly to!: MomentModel

  @Described('What differs, in the order of the inventory.', { type: () => [RecordDifferenceModel], only: 'rest' })
  readonly differences!: readonly RecordDifferenceModel[]

  @Described('How many differences there are in all.', { type: () => Int, example: 3 })
  readonly total!: number
}

@ObjectType('Comparison', { description: 'How the records of two moments differ.' })
export class ComparisonNode extends ComparisonModel {
  @Described('What differs, in the order of the inventory.', { type: () => [RecordDifferenceNode], only: 'graphql' })
  declare readonly differences: readonly RecordDifferenceNode[]
}
