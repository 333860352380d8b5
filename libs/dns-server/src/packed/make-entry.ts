import { isAtOrUnder, nameKey, type Answer, type Question } from '#libs/dns-model'
import { CLASS_IN, OPCODES, type Query } from '#libs/dns-wire'
import { answerQuestion, type Vantage } from '#libs/resolver'
import { isMulticluster, matchZone, stanzaOf, type ClusterView } from '#libs/zone'
import { wireRulesOf, type ZoneRules } from '../wire-rules.js'
import { dependenciesOf } from './dependencies.js'
import { letterEchoes } from './letter-echoes.js'
import { packReply, type PackedEntry, type PackedReply, type Room } from './packed-entry.js'
import { basisOf, basisOfChains } from './packing-rules.js'
import { EVERYTHING, TRAIT } from './table-memory.js'

/** A question that the slow path has answered without asking anybody, with what its reply was made of. */
export interface AnsweredQuestion {
  readonly view: ClusterView
  readonly vantage: Vantage
  readonly question: Question
  /** As the resolver gave it: canonical order, full TTLs. */
  readonly answer: Answer
  readonly zone: ZoneRules
}

/** What an entry is, but for the key that it is found by. */
export type EntryContent = Omit<PackedEntry, 'hash' | 'type' | 'name' | 'zone'>

/**
 * The entry for an answered question; `undefined` when its replies must be made anew each time.
 * @param name the question's name in lower case, as octets
 * @param hasCapitals whether the question was not in lower case
 */
export function makeEntry(
  asked: AnsweredQuestion,
  name: Uint8Array,
  hasCapitals: boolean,
  room: Room,
): EntryContent | undefined {
  const dependencies = dependenciesIn(asked)
  if (dependencies === undefined) return undefined
  const reply = hasCapitals ? replyInAnyLetters(asked, name, room) : replyTo(asked.question, asked.answer, asked, room)
  if (reply === undefined) return undefined
  const { groups, serialAt, traits, ...rest } = reply
  const serial = serialIn(asked)
  return {
    ...rest,
    dependencies: serial === 'unknown' ? [EVERYTHING] : dependencies,
    traits: traits | (serial === 'multicluster' ? TRAIT.MULTICLUSTER : 0),
    serialAt: serial === 'cluster' || serial === 'multicluster' ? serialAt : 0,
    maxSize: asked.zone.maxSize ?? 0,
    lists: [
      groups.length,
      ...groups.flatMap((group) => [group.length - 1, ...group]),
      reply.echoes.length,
      ...reply.echoes.flatMap(({ at, from }) => [at, from]),
    ],
  }
}

/** Who may have a zone is the transfer plugin's matter. */
const TRANSFERS: readonly string[] = ['AXFR', 'IXFR']

/** `undefined` when the answer rests on who asks. */
function dependenciesIn({ view, question, zone }: AnsweredQuestion): readonly number[] | undefined {
  const rules = wireRulesOf(view.settings)
  const key = nameKey(question.name)
  const isChoice = rules.zones.some(({ zone: of, block }) => isAtOrUnder(key, of) && hasView(block))
  const isSpecial = TRANSFERS.includes(question.type) || (question.type === 'DS' && rules.zones.length > 1)
  if (isChoice || isSpecial) return undefined
  const basis = basisOf(zone.block)
  if (basis === 'asker') return undefined
  const dependencies = basis === 'everything' ? [EVERYTHING] : dependenciesOf(view, question)
  return dependencies.includes(EVERYTHING) && basisOfChains(rules) === 'asker' ? undefined : dependencies
}

function hasView({ plugins }: ZoneRules['block']): boolean {
  return plugins.some(({ name }) => name === 'view')
}

interface LetteredReply extends PackedReply {
  readonly echoes: readonly { readonly at: number; readonly from: number }[]
}

function replyTo(
  question: Question,
  answer: Answer,
  { zone }: AnsweredQuestion,
  room: Room,
): LetteredReply | undefined {
  const reply = packReply(bareQuery(question), answer, zone.loadbalance, room)
  return reply && { ...reply, echoes: [] }
}

/** The reply to the question in lower case, with what it takes over of other letters. */
function replyInAnyLetters(asked: AnsweredQuestion, name: Uint8Array, room: Room): LetteredReply | undefined {
  const { view, question } = asked
  const key = nameKey(question.name)
  const lower = replyAnew({ name: key, type: question.type }, asked, room)
  const capitals = replyAnew({ name: inCapitals(key), type: question.type }, asked, room)
  if (lower === undefined) return undefined
  const echoes =
    capitals === undefined || !isSameKind(lower, capitals) || !areLowerCase(view)
      ? undefined
      : letterEchoes(name, lower.body, capitals.body)
  return echoes === undefined
    ? { ...lower, traits: lower.traits | TRAIT.LOWER_CASE_ONLY }
    : { ...lower, traits: lower.traits | TRAIT.ECHOES, echoes }
}

function replyAnew(question: Question, asked: AnsweredQuestion, room: Room): LetteredReply | undefined {
  const step = answerQuestion(asked.view, asked.vantage, question)
  if (step.kind === 'ask' || step.answer.undecidable !== undefined) return undefined
  return replyTo(question, step.answer, asked, room)
}

/** Records that change places are not looked for letters. */
function isSameKind(a: PackedReply, b: PackedReply): boolean {
  return (
    a.groups.length + b.groups.length === 0 &&
    a.flags === b.flags &&
    a.traits === b.traits &&
    a.plainOctets === b.plainOctets &&
    a.counts.every((count, section) => count === b.counts[section])
  )
}

/** A zone with capitals in the Corefile is compared with the letters of the question. */
function areLowerCase({ settings, zone }: ClusterView): boolean {
  const zones = [
    ...wireRulesOf(settings).zones.map((each) => each.zone),
    ...zone.stanzas.flatMap(({ zones: all }) => all),
  ]
  return zones.every((each) => each === nameKey(each))
}

function inCapitals(name: string): string {
  return name.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

/**
 * Whose serial the SOA record of an answer has: that of the kubernetes plugin moves with the zone, any other is part of the settings.
 */
function serialIn({ view, question, answer, zone }: AnsweredQuestion): 'none' | 'cluster' | 'multicluster' | 'unknown' {
  const records = [...answer.answer, ...answer.authority, ...answer.additional]
  const [soa, another] = records.filter(({ data }) => data.type === 'SOA')
  if (another !== undefined) return 'unknown'
  const plugin = zone.block.plugins.find(({ name }) => name === 'kubernetes')
  if (soa?.data.type !== 'SOA' || plugin?.name !== 'kubernetes') return 'none'
  const stanza = stanzaOf(plugin, view.settings.version)
  const of = matchZone(stanza, nameKey(question.name))
  if (of === undefined || nameKey(of) !== nameKey(soa.name)) return 'none'
  const whose = isMulticluster(stanza, of) ? 'multicluster' : 'cluster'
  return view.serials[whose] === soa.data.serial ? whose : 'unknown'
}

function bareQuery(question: Question): Query {
  return {
    kind: 'query',
    id: 0,
    opcode: OPCODES.QUERY,
    recursionDesired: false,
    checkingDisabled: false,
    question,
    class: CLASS_IN,
  }
}
