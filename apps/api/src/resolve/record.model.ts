import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { PresentedRecordModel } from '../schema/presented-record.model.js'

@ObjectType('AnswerRecord', { description: 'One record of an answer.' })
@ApiSchema({ name: 'AnswerRecord' })
export class AnswerRecordModel extends PresentedRecordModel {}
