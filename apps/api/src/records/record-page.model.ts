import { Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { RecordPage } from '#libs/zone'
import { Described } from '../schema/described.js'
import { PageInfoModel } from '../schema/page-info.model.js'
import { RecordModel, RecordNode } from './record.model.js'

@ObjectType('RecordCount', { description: 'How many records there are, counted up to a limit.' })
@ApiSchema({ name: 'RecordCount' })
export class RecordCountModel {
  @Described('The number.', { type: () => Int, example: 120 })
  readonly count!: number

  @Described('False when there are more: counting stopped.', { type: () => Boolean, example: true })
  readonly exact!: boolean
}

@ApiSchema({ name: 'PinnedRecordCount' })
export class PinnedRecordCountModel extends RecordCountModel {
  @Described('The cluster.', { only: 'rest', example: 'examples/tour' })
  readonly cluster!: string

  @Described('The revision that was counted in.', { only: 'rest', example: '1.42' })
  readonly revision!: string
}

/** A page over REST, as `#libs/zone` gives it. */
@ApiSchema({ name: 'RecordPage' })
export class RecordPageModel implements RecordPage {
  @Described('The cluster.', { only: 'rest', example: 'examples/tour' })
  readonly cluster!: string

  @Described('The revision that this page and all that follow it tell of.', { only: 'rest', example: '1.42' })
  readonly revision!: string

  @Described('The records, by namespace, Service, owner name, type and data.', {
    only: 'rest',
    type: () => [RecordModel],
  })
  readonly records!: readonly RecordModel[]

  @Described('Where each record stands: as many as records.', { only: 'rest', type: () => [String] })
  readonly cursors!: readonly string[]

  @Described('The last of them; give it as `after` for the next page.', { only: 'rest', optional: true })
  readonly endCursor?: string

  @Described('Whether more follow.', { only: 'rest', type: () => Boolean })
  readonly hasNextPage!: boolean

  @Described('Whether some stand before.', { only: 'rest', type: () => Boolean })
  readonly hasPreviousPage!: boolean
}

@ObjectType('RecordEdge', { description: 'A record in its place in the list.' })
export class RecordEdgeModel {
  @Described('Where it stands.')
  readonly cursor!: string

  @Described('The record.', { type: () => RecordNode })
  readonly node!: RecordNode
}

@ObjectType('RecordConnection', { description: 'One page of records, all of one revision.' })
export class RecordConnectionModel {
  @Described('The cluster.')
  readonly cluster!: string

  @Described('The revision that this page and all that follow it tell of.')
  readonly revision!: string

  @Described('The records in their places.', { type: () => [RecordEdgeModel] })
  readonly edges!: readonly RecordEdgeModel[]

  @Described('The records.', { type: () => [RecordNode] })
  readonly nodes!: readonly RecordNode[]

  @Described('Where the page stands.', { type: () => PageInfoModel })
  readonly pageInfo!: PageInfoModel

  /** For `totalCount`, which is counted only when it is asked for. */
  readonly count!: () => RecordCountModel
}
