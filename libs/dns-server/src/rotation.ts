import type { LoadbalancePlugin, NameWeights } from '#libs/corefile'
import { nameKey, type Answer, type ResourceRecord } from '#libs/dns-model'
import { networkContains, parseNetwork, type Network } from '#libs/ip-address'

/** A number from 0 up to and without 1. */
export type RandomNumber = () => number

/**
 * The answer in the order that CoreDNS's `loadbalance` gives it: in each section CNAME records, then all others, then addresses,
 * then MX; the last two groups shuffled, or with a weighted choice first. Errors stay as they are.
 */
export function rotate(answer: Answer, plugin: LoadbalancePlugin, random: RandomNumber): Answer {
  if (answer.rcode !== 'NOERROR') return answer
  return {
    ...answer,
    answer: rotateSection(answer.answer, plugin, random),
    authority: rotateSection(answer.authority, plugin, random),
    additional: rotateSection(answer.additional, plugin, random),
  }
}

function rotateSection(
  records: readonly ResourceRecord[],
  plugin: LoadbalancePlugin,
  random: RandomNumber,
): readonly ResourceRecord[] {
  if (records.length < 2) return records
  const aliases: ResourceRecord[] = []
  const addresses: ResourceRecord[] = []
  const exchanges: ResourceRecord[] = []
  const others: ResourceRecord[] = []
  for (const record of records) groupOf(record).push(record)
  if (plugin.policy === 'round_robin') {
    shuffle(addresses, random)
    shuffle(exchanges, random)
  } else {
    putWeightedChoiceFirst(addresses, plugin.weights ?? [], random)
  }
  return [...aliases, ...others, ...preferredFirst(addresses, plugin.prefer), ...exchanges]

  function groupOf({ data }: ResourceRecord): ResourceRecord[] {
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

function preferredFirst(records: readonly ResourceRecord[], prefer: readonly string[]): readonly ResourceRecord[] {
  if (prefer.length === 0) return records
  const networks = prefer.map(parseNetwork).filter((network) => network !== undefined)
  const isPreferred = (record: ResourceRecord): boolean => isIn(networks, addressOf(record))
  return [...records.filter(isPreferred), ...records.filter((record) => !isPreferred(record))]
}

function isIn(networks: readonly Network[], address: string | undefined): boolean {
  return address !== undefined && networks.some((network) => networkContains(network, address))
}

function addressOf({ data }: ResourceRecord): string | undefined {
  return data.type === 'A' || data.type === 'AAAA' ? data.address : undefined
}

function swap(records: ResourceRecord[], i: number, j: number): void {
  const held = records[i] as ResourceRecord
  records[i] = records[j] as ResourceRecord
  records[j] = held
}
