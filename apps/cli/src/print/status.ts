import type { KindCoverage } from '#libs/cluster-model'
import type { CoreDnsStatus } from '#libs/cluster-view'
import type { KindReport, StatusReport, StorageReport } from '../inquirer/inquirer.js'
import { spanText } from './age.js'
import { factsText, tableText, type Column } from './table.js'
import { timeText } from './time.js'

const ORIGINS = { default: 'assumed', option: 'by option', cluster: 'from the cluster' } as const
const KIBIBYTE = 1024
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/**
 * The status for people: facts, then the kinds that there is something to say of, or all of them.
 * @param now milliseconds since 1970
 */
export function statusText(
  status: StatusReport,
  { now, wide }: { readonly now: number; readonly wide: boolean },
): string {
  const { coreDns, source, problems = [] } = status
  const kinds = status.kinds.filter((kind) => wide || !isSilent(kind))
  return [
    factsText([
      ['Cluster', status.cluster],
      ...(source === undefined ? [] : [['Source', source] as const]),
      ['CoreDNS', `${coreDns.version}, ${versionOrigin(coreDns)}`],
      ['Corefile', corefileOrigin(coreDns)],
      ['Zones', coreDns.zones.join(', ') || 'none'],
      ['Revision', `${status.revision}, observed ${timeText(status.observedAt)}`],
      ['Gaps', gapsText(status.kinds)],
      ['Problems', problems.length === 0 ? 'none' : String(problems.length)],
      ['Database', databaseText(status.storage)],
      ...status.assumptions.map((assumption) => ['Assumed', assumption] as const),
    ]),
    tableText(kindColumns(now), kinds),
  ].join('\n')
}

/** Wholly known, and there is none of it. */
function isSilent({ status, objects }: KindReport): boolean {
  return status === 'complete' && objects === 0
}

function kindColumns(now: number): readonly Column<KindReport>[] {
  return [
    { header: 'KIND', cell: ({ kind }) => kind },
    { header: 'OBJECTS', cell: ({ objects }) => (objects === undefined ? '<unknown>' : String(objects)) },
    { header: 'STATUS', cell: (kind) => (isUnwatched(kind) ? `not watched: ${kind.reason}` : kind.status) },
    { header: 'LAG', cell: (kind) => lagText(kind, now) },
  ]
}

/** How far behind the source a kind is, as far as it is known. */
function lagText(kind: KindReport, now: number): string {
  if (kind.status === 'complete') return '0s'
  return isStale(kind) ? spanText(now - kind.since) : '<unknown>'
}

function gapsText(kinds: readonly KindReport[]): string {
  const stale = kinds.filter(isStale).map(({ kind, since }) => `${kind} since ${timeText(since)}`)
  return stale.length === 0 ? 'none' : stale.join(', ')
}

type Covered<Status> = KindReport & Extract<KindCoverage, { status: Status }>

function isStale(kind: KindReport): kind is Covered<'stale'> {
  return kind.status === 'stale'
}

function isUnwatched(kind: KindReport): kind is Covered<'not-watched'> {
  return kind.status === 'not-watched'
}

function versionOrigin({ versionFrom, workload }: CoreDnsStatus): string {
  return workload === undefined ? ORIGINS[versionFrom] : `from the image of ${workload}`
}

function corefileOrigin({ corefileFrom, configMap }: CoreDnsStatus): string {
  if (configMap !== undefined) return `from ConfigMap ${configMap}`
  return corefileFrom === 'default' ? "kubeadm's, assumed" : ORIGINS[corefileFrom]
}

function databaseText(storage: StorageReport | undefined): string {
  if (storage === undefined) return 'none'
  const { status, durable, waiting, failure, bytes } = storage
  return [
    ...(bytes === undefined ? [] : [sizeText(bytes)]),
    failure === undefined ? status : `${status}: ${failure}`,
    ...(durable === undefined ? [] : [`${durable} on disk`]),
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
  ].join(', ')
}

/** A number of bytes with one decimal: `24.0 KiB`. */
export function sizeText(bytes: number): string {
  let [size, power] = [bytes, 0]
  while (size >= KIBIBYTE && power < UNITS.length - 1) [size, power] = [size / KIBIBYTE, power + 1]
  return `${power === 0 ? size : size.toFixed(1)} ${UNITS[power]}`
}
