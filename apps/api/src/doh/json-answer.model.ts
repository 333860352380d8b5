import { Int } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { Described } from '../schema/described.js'
import type { JsonAnswer, JsonRecord } from './json-answer.js'

@ApiSchema({ name: 'JsonQuestion' })
class JsonQuestionModel {
  @Described('The name, absolute.', { example: 'web.default.svc.cluster.local.', only: 'rest' })
  readonly name!: string

  @Described("The record type's number.", { type: () => Int, example: 1, only: 'rest' })
  readonly type!: number
}

@ApiSchema({ name: 'JsonRecord' })
class JsonRecordModel extends JsonQuestionModel implements JsonRecord {
  @Described('Seconds.', { type: () => Int, example: 30, only: 'rest' })
  readonly TTL!: number

  @Described('The data in presentation form.', { example: '10.96.50.100', only: 'rest' })
  readonly data!: string
}

@ApiSchema({ name: 'JsonExtendedError' })
class JsonExtendedErrorModel {
  @Described('The code (RFC 8914).', { type: () => Int, example: 18, only: 'rest' })
  readonly info_code!: number

  @Described('For people.', { only: 'rest' })
  readonly extra_text!: string
}

@ApiSchema({ name: 'JsonAnswer' })
export class JsonAnswerModel implements JsonAnswer {
  @Described("The response code's number: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.", {
    type: () => Int,
    example: 0,
    only: 'rest',
  })
  readonly Status!: number

  @Described('The answer was cut.', { type: () => Boolean, only: 'rest' })
  readonly TC!: boolean

  @Described('Recursion was asked for: always.', { type: () => Boolean, only: 'rest' })
  readonly RD!: boolean

  @Described('Recursion is offered.', { type: () => Boolean, only: 'rest' })
  readonly RA!: boolean

  @Described('The data was validated: never.', { type: () => Boolean, only: 'rest' })
  readonly AD!: boolean

  @Described('CD, as it was asked.', { type: () => Boolean, only: 'rest' })
  readonly CD!: boolean

  @Described('What was asked.', { type: () => [JsonQuestionModel], only: 'rest' })
  readonly Question!: JsonAnswer['Question']

  @Described('The answer section.', { type: () => [JsonRecordModel], optional: true, only: 'rest' })
  readonly Answer?: readonly JsonRecordModel[]

  @Described('The authority section.', { type: () => [JsonRecordModel], optional: true, only: 'rest' })
  readonly Authority?: readonly JsonRecordModel[]

  @Described('The additional section.', { type: () => [JsonRecordModel], optional: true, only: 'rest' })
  readonly Additional?: readonly JsonRecordModel[]

  @Described('Why it is not as one would like (RFC 8914).', {
    type: () => [JsonExtendedErrorModel],
    optional: true,
    only: 'rest',
  })
  readonly extended_dns_errors?: NonNullable<JsonAnswer['extended_dns_errors']>
}
