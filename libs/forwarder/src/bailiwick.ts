import {
  isAtOrUnder,
  nameKey,
  type DomainName,
  type Question,
  type RecordData,
  type ResourceRecord,
} from '#libs/dns-model'

interface Sections {
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
}

/**
 * Leaves of a message only what a server asked this question may tell of: in the answer, records of the name and of the names
 * that its aliases lead to; in authority, records of zones above those; in additional, records of names that the others point at
 * (RFC 2181, section 5.4.1; RFC 5452, section 6).
 */
export function withinBailiwick(question: Question, { answer, authority, additional }: Sections): Sections {
  const chain = chainOf(question, answer)
  const isOfChain = ({ name, data }: ResourceRecord): boolean =>
    chain.has(nameKey(name)) || (isRedirection(data) && isAbove(name, chain))
  const keptAnswer = kept(answer, isOfChain)
  const keptAuthority = kept(authority, ({ name, data }) => isProof(data) || isAbove(name, chain))
  const pointedAt = new Set([...chain, ...[...keptAnswer, ...keptAuthority].flatMap(({ data }) => targetsOf(data))])
  return {
    answer: keptAnswer,
    authority: keptAuthority,
    additional: kept(additional, ({ name }) => pointedAt.has(nameKey(name))),
  }
}

/** The section itself where nothing has to go, which is nearly always. */
function kept(
  records: readonly ResourceRecord[],
  isKept: (record: ResourceRecord) => boolean,
): readonly ResourceRecord[] {
  return records.every(isKept) ? records : records.filter(isKept)
}

/** The name asked for, and every name that aliases lead to from it, in whatever order the records stand. */
function chainOf({ name }: Question, answer: readonly ResourceRecord[]): Set<DomainName> {
  const chain = new Set([nameKey(name)])
  for (let before = 0; before < chain.size;) {
    before = chain.size
    for (const { name: owner, data } of answer) {
      if (data.type === 'CNAME' && chain.has(nameKey(owner))) chain.add(nameKey(data.target))
    }
  }
  return chain
}

/** A DNAME, or the signature over one, stands above the names that it redirects (RFC 6672). */
function isRedirection({ type }: RecordData): boolean {
  return type === 'DNAME' || type === 'RRSIG'
}

/** What proves to validating clients that something does not exist is named after its neighbours (RFC 4034, 5155). */
function isProof({ type }: RecordData): boolean {
  return type === 'NSEC' || type === 'NSEC3' || type === 'RRSIG'
}

function isAbove(zone: DomainName, names: Iterable<DomainName>): boolean {
  for (const name of names) if (isAtOrUnder(name, zone)) return true
  return false
}

function targetsOf(data: RecordData): readonly DomainName[] {
  switch (data.type) {
    case 'NS':
    case 'PTR':
    case 'SRV':
      return [nameKey(data.target)]
    case 'MX':
      return [nameKey(data.exchange)]
    default:
      return []
  }
}
