import { ObjectType, createUnionType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { RESPONSE_CODES, type Outcome, type Question, type RecordType, type ResponseCode } from '#libs/dns-model'
import type { LookUpResult } from '#libs/trace'
import { Described } from '../schema/described.js'
import { PinnedModel } from '../schema/pinned.model.js'
import { ReasonModel } from './reason.model.js'
import { AnswerRecordModel } from './record.model.js'
import { WalkModel } from './walk.model.js'

@ObjectType('Question', { description: 'A DNS question of class IN.' })
@ApiSchema({ name: 'Question' })
export class QuestionModel implements Question {
  @Described('The name, absolute.', { example: 'web.default.svc.cluster.local.' })
  readonly name!: string

  @Described('The record type.', { example: 'A' })
  readonly type!: RecordType
}

@ObjectType('Forbidden', {
  description: 'The name lies outside the namespaces of the caller: the same whether it exists or not.',
})
export class ForbiddenModel extends PinnedModel {
  @Described('True when changes that were not made are part of the view.', { type: () => Boolean, optional: true })
  readonly proposed?: true

  @Described('What was asked.', { type: () => QuestionModel })
  readonly question!: Question

  @Described('The questions that led here, when a pod or namespace asked through its search list.', {
    type: () => WalkModel,
    optional: true,
  })
  readonly walk?: WalkModel
}

@ObjectType('NoData', { description: 'The name exists, and has no record of this type (RFC 2308, section 2.2).' })
export class NoDataModel extends ForbiddenModel {
  @Described('The response code.', { optional: true, enum: Object.keys(RESPONSE_CODES), example: 'NOERROR' })
  readonly rcode?: ResponseCode

  @Described('AA: whether the server answers from its own zones.', { type: () => Boolean, optional: true })
  readonly authoritative?: boolean

  @Described('The authority section.', { type: () => [AnswerRecordModel] })
  readonly authority!: readonly AnswerRecordModel[]

  @Described('The additional section.', { type: () => [AnswerRecordModel] })
  readonly additional!: readonly AnswerRecordModel[]

  @Described('Why, when it was asked to explain.', { type: () => [ReasonModel], optional: true })
  readonly reasons?: readonly ReasonModel[]

  @Described('True when an upstream was asked: the answer can change while the revision stays.', {
    type: () => Boolean,
    optional: true,
  })
  readonly upstream?: true

  @Described('What was assumed, or is not modelled.', { type: () => [String], optional: true })
  readonly notes?: readonly string[]
}

@ObjectType('NxDomain', { description: 'The name does not exist.' })
export class NxDomainModel extends NoDataModel {}

@ObjectType('Refused', { description: 'The server refuses: no server block of the Corefile is for this name.' })
export class RefusedModel extends NoDataModel {}

@ObjectType('ServFail', { description: 'The server fails, or answers with another code than the usual ones.' })
export class ServFailModel extends NoDataModel {}

@ObjectType('Undecidable', { description: "A fact is missing, so that the answer can't be known." })
export class UndecidableModel extends NoDataModel {
  @Described('The missing fact: `upstream` for an outside name.', { optional: true, example: 'upstream' })
  readonly undecidable?: string
}

@ObjectType('Answer', { description: 'The name exists, and has records of this type.' })
export class AnswerModel extends NoDataModel {
  @Described('The answer section, in canonical order with full TTLs.', { type: () => [AnswerRecordModel] })
  readonly records!: readonly AnswerRecordModel[]
}

const OUTCOMES: Readonly<Record<Outcome, new () => ForbiddenModel>> = {
  Answer: AnswerModel,
  NoData: NoDataModel,
  NxDomain: NxDomainModel,
  Refused: RefusedModel,
  ServFail: ServFailModel,
  Undecidable: UndecidableModel,
  Forbidden: ForbiddenModel,
}

/** The resolution in GraphQL: one type per outcome. Whatever DNS says is a result, never an error. */
export const ResolutionUnion = createUnionType({
  name: 'Resolution',
  description: 'What came of a question, by outcome.',
  types: () => Object.values(OUTCOMES),
  resolveType: ({ outcome }: LookUpResult) => OUTCOMES[outcome],
})

/** The resolution in REST: one object, whose `outcome` says which fields it has. */
@ApiSchema({ name: 'Resolution' })
export class ResolutionModel extends AnswerModel implements LookUpResult {
  @Described('What came of the question.', { enum: Object.keys(OUTCOMES), only: 'rest', example: 'Answer' })
  readonly outcome!: Outcome

  @Described('The missing fact of an undecidable answer.', { optional: true, only: 'rest', example: 'upstream' })
  readonly undecidable?: string
}
