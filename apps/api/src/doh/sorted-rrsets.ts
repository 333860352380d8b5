import { dataText, nameKey, type Answer, type ResourceRecord } from '#libs/dns-model'

/**
 * The answer with each RRset in one place and in order, the RRsets as they came: equal answers are equal messages, which caches can
 * tell, and an alias still stands before what it leads to.
 */
export function withSortedRrsets(answer: Answer): Answer {
  return {
    ...answer,
    answer: sorted(answer.answer),
    authority: sorted(answer.authority),
    additional: sorted(answer.additional),
  }
}

function sorted(records: readonly ResourceRecord[]): ResourceRecord[] {
  const rrsets = Map.groupBy(records, ({ name, data }) => `${nameKey(name)} ${data.type}`)
  return [...rrsets.values()].flatMap((rrset) =>
    rrset
      .map((record) => ({ record, text: dataText(record.data) }))
      .toSorted((a, b) => (a.text < b.text ? -1 : a.text === b.text ? 0 : 1))
      .map(({ record }) => record),
  )
}
