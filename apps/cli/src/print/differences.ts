import type { PresentedZoneRecord, RecordDifference } from '#libs/zone'
import { Table, type Column } from './table.js'

interface Line {
  readonly sign: '-' | '+'
  readonly record: PresentedZoneRecord
}

const COLUMNS: readonly Column<Line>[] = [
  { header: '', cell: ({ sign }) => sign },
  { header: 'NAME', cell: ({ record }) => record.name },
  { header: 'TYPE', cell: ({ record }) => record.type },
  { header: 'TTL', cell: ({ record }) => String(record.ttl) },
  { header: 'DATA', cell: ({ record }) => record.data },
  { header: 'NAMESPACE', cell: ({ record }) => record.namespace ?? '<none>', wide: true },
  {
    header: 'SOURCE',
    cell: ({ record: { source } }) => (source === undefined ? '<none>' : `${source.kind}/${source.name}`),
    wide: true,
  },
]

/** What goes (`-`) and what comes (`+`), record by record, with the sums; one sentence when nothing does. */
export function differencesText(
  differences: readonly RecordDifference[],
  { wide }: { readonly wide: boolean },
): string {
  const changed = differences.flatMap(changedRecords)
  if (changed.length === 0) return 'No record changes.\n'
  const added = changed.filter(({ sign }) => sign === '+').length
  const names = new Set(differences.map(({ name }) => name)).size
  const sums = `${count(names, 'name')}: ${count(added, 'record')} added, ${changed.length - added} removed.`
  return `${new Table(COLUMNS, { wide }).page(changed)}\n${sums}\n`
}

/** The names that change, once each. */
export function changedNames(differences: readonly RecordDifference[]): string[] {
  return [...new Set(differences.map(({ name }) => name))]
}

function changedRecords({ removed, added }: RecordDifference): Line[] {
  return [
    ...removed.map((record): Line => ({ sign: '-', record })),
    ...added.map((record): Line => ({ sign: '+', record })),
  ]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
