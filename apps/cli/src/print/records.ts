import type { PresentedZoneRecord } from '#libs/zone'
import { ageText } from './age.js'
import type { Column } from './table.js'

/**
 * The columns of the record inventory.
 * @param now milliseconds since 1970
 */
export function recordColumns(now: number): readonly Column<PresentedZoneRecord>[] {
  return [
    { header: 'NAMESPACE', cell: ({ namespace }) => namespace ?? '<none>' },
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'TYPE', cell: ({ type }) => type },
    { header: 'DATA', cell: ({ data }) => data },
    { header: 'TTL', cell: ({ ttl }) => String(ttl) },
    { header: 'SOURCE', cell: sourceText },
    { header: 'AGE', cell: ({ createdAt }) => ageText(createdAt, now) },
    { header: 'SERVICE', cell: ({ service }) => service ?? '<none>', wide: true },
    { header: 'ID', cell: ({ id }) => id, wide: true },
  ]
}

/** `Service/web`; with the namespace only where it is not the record's own. */
function sourceText({ source, namespace }: PresentedZoneRecord): string {
  if (source === undefined) return '<none>'
  const elsewhere = source.namespace !== undefined && source.namespace !== namespace
  return elsewhere ? `${source.kind}/${source.namespace}/${source.name}` : `${source.kind}/${source.name}`
}
