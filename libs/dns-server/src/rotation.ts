import type { LoadbalancePlugin, NameWeights } from '#libs/corefile'
import { nameKey, type Answer, type ResourceRecord } from '#libs/dns-model'
import { networkContains, parseNetwork, type Network } from '#libs/ip-address'

/** A number from 0 up to and without 1. */
export type RandomNumber = () => number

/**
 * The answer in the order that CoreDNS's `loadbalance` gives it: in each section CNAME records, then all others, then addresses,
 * then MX; the last two groups shuffled, or with a weighted choice first. With `prefer` the answer and additional sections then
 * get the order of preference. Errors stay as they are.
 */
export function rotate(answer: Answer, plugin: LoadbalancePlugin, random: RandomNumber): Answer {
  if (answer.rcode !== 'NOERROR') return answer
  const rotated = withSections(answer, (records) => rotateSection(records, plugin, random))
  const networks = plugin.prefer.map(parseNetwork).filter((network) => network !== undefined)
  if (networks.length === 0) return rotated
  const preferred = withSections(rotated, (records) => byPreference(records, networks))
  return { ...preferred, authority: rotated.authority }
}

/** The same without chance: each group as the resolver gave it. */
export function grouped(answer: Answer): Answer {
  return withSections(answer, (records) => {
    const { aliases, others, addresses, exchanges } = groupsOf(records)
    return [...aliases, ...others, ...addresses, ...exchanges]
  })
}

type Records = readonly ResourceRecord[]

function withSections(answer: Answer, order: (records: Records) => Records): Answer {
  const ordered = (records: Records): Records => (records.length < 2 ? records : order(records))
  return {
    ...answer,
    answer: ordered(answer.answer),
    authority: ordered(answer.authority),
    additional: ordered(answer.additional),
  }
}

function rotateSection(records: Records, plugin: LoadbalancePlugin, random: RandomNumber): Records {
  const { aliases, others, addresses, exchanges } = groupsOf(records)
  if (plugin.policy === 'round_robin') {
    shuffle(addresses, random)
    shuffle(exchanges, random)
  } else {
    putWeightedChoiceFirst(addresses, plugin.weights ?? [], random)
  }
  return [...aliases, ...others, ...addresses, ...exchanges]
}

interface Groups {
  readonly aliases: ResourceRecord[]
  readonly others: ResourceRecord[]
  readonly addresses: ResourceRecord[]
  readonly exchanges: ResourceRecord[]
}

function groupsOf(records: Records): Groups {
  const groups: Groups = { aliases: [], others: [], addresses: [], exchanges: [] }
  for (const record of records) groupOf(record, groups).push(record)
  return groups
}

function groupOf({ data }: ResourceRecord, { aliases, others, addresses, exchanges }: Groups): ResourceRecord[] {
  switch (data.type) {
    case 'CNAME':
      return aliases
    case 'A':
    case 'AAAA':
      return addresses
    case 'MX':
      return exchanges
    default:
      return others
  }
}

/** Every order is equally likely (Fisher and Yates). */
function shuffle(records: ResourceRecord[], random: RandomNumber): void {
  for (let i = records.length - 1; i > 0; i--) swap(records, i, Math.floor(random() * (i + 1)))
}

/** Only names with weights are touched. An address without a weight weighs 1. */
function putWeightedChoiceFirst(
  records: ResourceRecord[],
  weights: readonly NameWeights[],
  random: RandomNumber,
): void {
  const key = records[0] && nameKey(records[0].name)
  const named = weights.find(({ name }) => nameKey(name) === key)
  if (named === undefined) return
  const weightOf = (record: ResourceRecord): number =>
    named.addresses.find(({ address }) => address === addressOf(record))?.weight ?? 1
  const total = records.reduce((sum, record) => sum + weightOf(record), 0)
  let left = random() * total
  const chosen = records.findIndex((record) => (left -= weightOf(record)) < 0)
  swap(records, 0, chosen)
}

/**
 * CNAME records, the addresses of the first preferred network, those of the second, all others, MX, and the rest (CoreDNS
 * plugin/loadbalance/prefer.go).
 */
function byPreference(records: Records, networks: readonly Network[]): Records {
  const { aliases, others, addresses, exchanges } = groupsOf(records)
  const ranked = addresses.toSorted((a, b) => rankOf(a, networks) - rankOf(b, networks))
  return [...aliases, ...ranked, ...exchanges, ...others]
}

function rankOf(record: ResourceRecord, networks: readonly Network[]): number {
  const address = addressOf(record)
  const rank = address === undefined ? -1 : networks.findIndex((network) => networkContains(network, address))
  return rank < 0 ? networks.length : rank
}

function addressOf({ data }: ResourceRecord): string | undefined {
  return data.type === 'A' || data.type === 'AAAA' ? data.address : undefined
}

function swap(records: ResourceRecord[], i: number, j: number): void {
  const held = records[i] as ResourceRecord
  records[i] = records[j] as ResourceRecord
  records[j] = held
}
