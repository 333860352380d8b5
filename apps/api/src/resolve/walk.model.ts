import { Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { Outcome, RecordType } from '#libs/dns-model'
import type { ResolvConf } from '#libs/pod-view'
import type { AskedQuestion, Walk } from '#libs/trace'
import { Described } from '../schema/described.js'

@ObjectType('ResolvConf', { description: 'What a stub resolver reads from /etc/resolv.conf.' })
@ApiSchema({ name: 'ResolvConf' })
export class ResolvConfModel implements ResolvConf {
  @Described('Addresses, in the order they are asked.', { type: () => [String], example: ['10.96.0.10'] })
  readonly nameservers!: readonly string[]

  @Described('Search domains, absolute, in the order they are tried.', { type: () => [String] })
  readonly searches!: readonly string[]

  @Described('A name with at least so many dots is tried as it is first.', { type: () => Int, example: 5 })
  readonly ndots!: number
}

@ObjectType('AskedQuestion', { description: 'One question of a walk, and what came of it.' })
@ApiSchema({ name: 'AskedQuestion' })
export class AskedQuestionModel implements AskedQuestion {
  @Described('The name, absolute.', { example: 'api.frontend.svc.cluster.local.' })
  readonly name!: string

  @Described('The record type.', { example: 'A' })
  readonly type!: RecordType

  @Described('What came of it.', { example: 'NxDomain' })
  readonly outcome!: Outcome

  @Described('The data of the answer, in presentation form.', { type: () => [String] })
  readonly data!: readonly string[]
}

@ObjectType('Walk', { description: 'How a pod came to its answer: question by question through its search list.' })
@ApiSchema({ name: 'Walk' })
export class WalkModel implements Walk {
  @Described('The namespace that asks.', { example: 'frontend' })
  readonly namespace!: string

  @Described('The pod that asks.', { optional: true, example: 'web-5d9b8f7c4-abc12' })
  readonly pod?: string

  @Described('The name as the asker wrote it.', { example: 'api' })
  readonly name!: string

  @Described('The resolv.conf that the asker has.', { type: () => ResolvConfModel })
  readonly resolvConf!: ResolvConfModel

  @Described('Every question that was sent, in order.', { type: () => [AskedQuestionModel] })
  readonly questions!: readonly AskedQuestionModel[]

  @Described('What was assumed of the asker.', { type: () => [String] })
  readonly assumptions!: readonly string[]
}
