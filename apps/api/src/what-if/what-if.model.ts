import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { ProposedObject, WhatIfReport } from '#libs/what-if'
import type { ClusterView } from '#libs/zone'
import { RecordDifferenceModel, RecordDifferenceNode } from '../records/record-difference.model.js'
import { RecordPageModel } from '../records/record-page.model.js'
import { ResolutionModel } from '../resolve/resolution.model.js'
import { Described } from '../schema/described.js'
import { ObjectReferenceModel } from '../schema/object-reference.model.js'
import type { WhatIfAnswer } from './what-if.service.js'

@ObjectType('ProposedObject', { description: 'One object that would change.' })
@ApiSchema({ name: 'ProposedObject' })
export class ProposedObjectModel implements ProposedObject {
  @Described('Which object.', { type: () => ObjectReferenceModel })
  readonly key!: ProposedObject['key']

  @Described('The same for people.', { example: 'Service default/web' })
  readonly object!: string

  @Described('What would happen to it.', { enum: ['create', 'update', 'delete'], example: 'update' })
  readonly action!: ProposedObject['action']
}

/** The report over REST, as `#libs/what-if` gives it. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'WhatIfReport' })
export class WhatIfReportModel implements WhatIfReport {
  @Described('The cluster.', { example: 'examples/tour' })
  readonly cluster!: string

  @Described('The revision that the report rests upon: it is true of that one only.', { example: '1.42' })
  readonly base!: string

  @Described('The objects that would change.', { type: () => [ProposedObjectModel] })
  readonly changes!: readonly ProposedObjectModel[]

  @Described('The records that would come and go.', { type: () => [RecordDifferenceModel], only: 'rest' })
  readonly records!: readonly RecordDifferenceModel[]
}

@ApiSchema({ name: 'WhatIfAnswer' })
export class WhatIfAnswerModel implements WhatIfAnswer {
  @Described('What would follow.', { type: () => WhatIfReportModel, only: 'rest' })
  readonly report!: WhatIfReportModel

  @Described('The answers to the questions, in their order.', { type: () => [ResolutionModel], only: 'rest' })
  readonly resolutions!: readonly ResolutionModel[]

  @Described('The page of records that was asked for.', { type: () => RecordPageModel, optional: true, only: 'rest' })
  readonly records?: RecordPageModel
}

@ObjectType('WhatIf', { description: 'What would follow from changes that have not been made.' })
export class WhatIfNode extends WhatIfReportModel {
  @Described('The records that would come and go.', { type: () => [RecordDifferenceNode], only: 'graphql' })
  declare readonly records: readonly RecordDifferenceNode[]

  /** The view as it would be, for the fields that ask it. */
  readonly view!: ClusterView
}
