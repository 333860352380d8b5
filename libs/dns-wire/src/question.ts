import { codeOfType, recordTypeOf, type Question } from '#libs/dns-model'
import { readName } from './domain-name.js'
import type { WireReader } from './wire-reader.js'
import type { WireWriter } from './wire-writer.js'

/** A question as it stands in a message: with its class. */
export interface WireQuestion extends Question {
  /** 0 to 65535; 1 is IN. */
  readonly class: number
}

export function readQuestion(reader: WireReader): WireQuestion {
  return { name: readName(reader), type: recordTypeOf(reader.uint16()), class: reader.uint16() }
}

/** @throws NamescopeError `invalid-name` */
export function writeQuestion(writer: WireWriter, question: WireQuestion): void {
  writer.name(question.name, true)
  writer.uint16(codeOfType(question.type))
  writer.uint16(question.class)
}
