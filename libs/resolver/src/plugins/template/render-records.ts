import { parseResourceRecord, type AnswerTemplate } from '#libs/corefile'
import type { ResourceRecord } from '#libs/dns-model'
import { attempt, UnknownFact } from '../../unknown-fact.js'
import { executeTemplate } from './execute.js'
import { parseTemplate } from './parser.js'
import { TemplateError, type GoStruct, type Node } from './syntax.js'

type Section = 'answer' | 'additional' | 'authority'
type Records = Readonly<Record<Section, readonly ResourceRecord[]>>

/** Why there are no records: CoreDNS fails, or packs a message with nothing in a record's place and sends none. */
export interface RenderingFailure {
  readonly kind: 'error' | 'nothing'
  readonly text: string
}

/** The records that a template makes of some data. */
export type Renderer = (data: GoStruct) => Records | RenderingFailure | UnknownFact

/** The record templates, parsed once. */
export function rendererOf(template: AnswerTemplate): Renderer {
  const parsed = (section: Section): readonly (readonly Node[] | UnknownFact)[] =>
    template[section].map((text) => attempt(() => parseTemplate(text)))
  const sections = { answer: parsed('answer'), additional: parsed('additional'), authority: parsed('authority') }
  return (data) => {
    try {
      const render = (section: Section): ResourceRecord[] => sections[section].map((nodes) => recordOf(nodes, data))
      return { answer: render('answer'), additional: render('additional'), authority: render('authority') }
    } catch (error) {
      if (error instanceof UnknownFact) return error
      if (error instanceof NoRecord) return { kind: error.isEmpty ? 'nothing' : 'error', text: error.message }
      if (error instanceof TemplateError) return { kind: 'error', text: error.message }
      throw error
    }
  }
}

/** A text that is no record. Never leaves this file. */
class NoRecord extends Error {
  override readonly name = 'NoRecord'

  constructor(
    message: string,
    readonly isEmpty: boolean,
  ) {
    super(message)
  }
}

function recordOf(nodes: readonly Node[] | UnknownFact, data: GoStruct): ResourceRecord {
  if (nodes instanceof UnknownFact) throw nodes
  const text = executeTemplate(nodes, data)
  const record = parseResourceRecord(text)
  if (record !== undefined) return record
  throw new NoRecord(`"${text.slice(0, 80)}" is no record`, /^\s*(;.*)?$/.test(text))
}
