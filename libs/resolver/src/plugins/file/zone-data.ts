import type { FileZone } from '#libs/corefile'
import {
  joinLabels,
  nameKey,
  splitLabels,
  type DomainName,
  type RecordData,
  type RecordType,
  type ResourceRecord,
} from '#libs/dns-model'
import { withLowerCaseTarget } from '../../opaque-names.js'

/** A zone file as CoreDNS holds it: SOA and NS of the apex stand apart from all other records. */
export interface ZoneData {
  readonly origin: DomainName
  /** The file's path, for reasons. */
  readonly file: string
  readonly soa: ResourceRecord
  readonly nameServers: readonly ResourceRecord[]
  /** By owner name in lower case. */
  readonly owners: ReadonlyMap<string, Owner>
  /** Names with others below them, whether they own records or not. */
  readonly inner: ReadonlySet<string>
}

export interface Owner {
  /** As its first record has it. */
  readonly name: DomainName
  readonly byType: ReadonlyMap<RecordType, readonly ResourceRecord[]>
}

const NONE: readonly ResourceRecord[] = []

export function recordsOf(owner: Owner | undefined, type: RecordType): readonly ResourceRecord[] {
  return owner?.byType.get(type) ?? NONE
}

/** Reads a zone's records. `keepsServiceCase`: SRV records keep their letters (since 1.12.3). `undefined`: there is no SOA. */
export function zoneData({ origin, file, records = [] }: FileZone, keepsServiceCase: boolean): ZoneData | undefined {
  const owners = new Map<string, { name: DomainName; byType: Map<RecordType, ResourceRecord[]> }>()
  const inner = new Set<string>()
  const nameServers: ResourceRecord[] = []
  let soa: ResourceRecord | undefined
  for (const raw of records) {
    const record = normalized(raw, keepsServiceCase)
    const { type } = record.data
    if (type === 'SOA') soa = record
    else if (type === 'NS' && record.name === origin) nameServers.push(record)
    else insert(record)
  }
  return soa && { origin, file, soa, nameServers, owners, inner }

  function insert(record: ResourceRecord): void {
    const key = nameKey(record.name)
    const owner = owners.get(key) ?? { name: record.name, byType: new Map<RecordType, ResourceRecord[]>() }
    if (!owners.has(key)) {
      owners.set(key, owner)
      for (let above = parentOf(key); above !== undefined && !inner.has(above); above = parentOf(above))
        inner.add(above)
    }
    const { type } = record.data
    const sameType = owner.byType.get(type)
    if (sameType === undefined) owner.byType.set(type, [record])
    else sameType.push(record)
  }
}

function parentOf(key: string): string | undefined {
  if (key === '.') return undefined
  return key.includes('\\') ? joinLabels(splitLabels(key).slice(1)) : key.slice(key.indexOf('.') + 1) || '.'
}

/** CoreDNS keeps most names inside the data in lower case. */
function normalized(record: ResourceRecord, keepsServiceCase: boolean): ResourceRecord {
  const data = normalizedData(record.data, keepsServiceCase)
  const name = record.data.type === 'SRV' && keepsServiceCase ? record.name : nameKey(record.name)
  return data === record.data && name === record.name ? record : { ...record, name, data }
}

function normalizedData(data: RecordData, keepsServiceCase: boolean): RecordData {
  switch (data.type) {
    case 'NS':
    case 'CNAME':
      return { ...data, target: nameKey(data.target) }
    case 'SRV':
      return keepsServiceCase ? data : { ...data, target: nameKey(data.target) }
    case 'MX':
      return { ...data, exchange: nameKey(data.exchange) }
    case 'SOA':
      return { ...data, primary: nameKey(data.primary), mailbox: nameKey(data.mailbox) }
    case 'SVCB':
    case 'HTTPS':
      return withLowerCaseTarget(data)
    default:
      return data
  }
}
