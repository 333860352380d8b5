import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { readCorefile } from '#libs/corefile'
import { FULL_SCOPE } from '#libs/cluster-model'
import { dataText, parseRecordType, type Answer, type RecordType, type ResourceRecord } from '#libs/dns-model'
import { zoneOf, type ClusterView } from '#libs/zone'
import { answerQuestion, settle, type Step, type Vantage } from '../src/index.js'

export interface Setting {
  readonly files?: Readonly<Record<string, string>>
  readonly version?: string
  readonly vantage?: Partial<Vantage>
}

const VANTAGE: Vantage = {
  client: { kind: 'address', address: '10.1.0.40' },
  transport: 'udp',
  serverAddresses: ['10.1.9.9'],
}

/** The small cluster under a Corefile, which must be free of errors. */
export function viewUnder(corefile: string, { files = {}, version = '1.15.0' }: Setting = {}): ClusterView {
  const { settings, problems } = readCorefile(corefile, {
    version,
    origin: { corefile: 'option', version: 'option' },
    assumptions: [],
    files,
  })
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (settings === undefined || errors.length > 0)
    throw new Error(`the Corefile was refused: ${JSON.stringify(errors)}`)
  return { ...viewOfObjects(SMALL_CLUSTER), settings, zone: zoneOf(settings) }
}

/** The step that a question such as `web.default.svc.cluster.local. A` starts. */
export function stepUnder(corefile: string, question: string, setting: Setting = {}): Step {
  const [name, type] = question.split(' ') as [string, string]
  const asked = { name, type: parseRecordType(type) as RecordType }
  return answerQuestion(viewUnder(corefile, setting), { ...VANTAGE, ...setting.vantage }, asked, FULL_SCOPE)
}

/** The answer, with reasons; what an upstream would be asked for is undecidable. */
export function answerUnder(corefile: string, question: string, setting: Setting = {}): Answer {
  return settle(stepUnder(corefile, question, setting))
}

/**
 * The answer as lines: the code with the bits AA, RA and TC, then the records of each section behind its mark (none, `!`
 * authority, `+` additional). Before them, where it is so: `ask`, `dropped`, or the fact that is missing.
 */
export function askUnder(corefile: string, question: string, setting: Setting = {}): string[] {
  const step = stepUnder(corefile, question, setting)
  return step.kind === 'ask' ? [`ask ${step.forward.to.join(' ')} ${step.question.name}`] : linesOf(step.answer)
}

export function linesOf(answer: Answer): string[] {
  if (answer.dropped === true) return ['dropped']
  if (answer.undecidable !== undefined) return [`undecidable: ${answer.undecidable}`]
  const bits = [answer.authoritative && ' aa', answer.recursionAvailable && ' ra', answer.truncated && ' tc']
  return [
    `${answer.rcode}${bits.filter(Boolean).join('')}`,
    ...shown('', answer.answer),
    ...shown('! ', answer.authority),
    ...shown('+ ', answer.additional),
  ]
}

function shown(mark: string, records: readonly ResourceRecord[]): string[] {
  return records.map(({ name, ttl, data }) => `${mark}${name} ${ttl} ${data.type} ${dataText(data)}`)
}
