import { addressKey, networkContains, parseNetwork, type Network } from '#libs/ip-address'
import { parseLabelSelector, type Selector } from '#libs/corefile'
import type { Kind } from '#libs/cluster-model'
import { KINDS } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import {
  addressOfReverseName,
  isAtOrUnder,
  nameKey,
  parseDomainName,
  parseRecordType,
  type DomainName,
  type ObjectReference,
  type RecordType,
} from '#libs/dns-model'
import type { ZoneRecord } from '../zone-record.js'

/** Which records are wanted; all given parts must hold. */
export interface RecordFilter {
  readonly namespace?: string
  readonly service?: string
  /** Exactly this owner name. */
  readonly name?: DomainName
  /** This name or below it. */
  readonly suffix?: DomainName
  readonly type?: RecordType
  /** A and AAAA with this address, and PTR of it. Canonical. */
  readonly address?: string
  readonly network?: Network
  readonly source?: ObjectReference
  /** Labels of the Service. */
  readonly labels?: Selector
}

/** A filter as a request carries it: texts by the names of the parts. */
export type RawRecordFilter = Readonly<
  Partial<
    Record<'namespace' | 'service' | 'name' | 'suffix' | 'type' | 'address' | 'cidr' | 'source' | 'label', string>
  >
>

/**
 * Reads a filter. `source` is `KIND/NAMESPACE/NAME` (or `KIND/NAME`), `label` a selector as kubectl reads it.
 * @throws NamescopeError `invalid-name`, `invalid-type`, `invalid-address` or `invalid-argument`, naming the field
 */
export function parseRecordFilter(raw: RawRecordFilter): RecordFilter {
  return {
    ...part('namespace', raw.namespace, (text) => text),
    ...part('service', raw.service, (text) => text),
    ...part('name', raw.name, (text) => nameKey(parseDomainName(text))),
    ...part('suffix', raw.suffix, (text) => nameKey(parseDomainName(text))),
    ...part('type', raw.type, typeOf),
    ...part('address', raw.address, addressOf),
    ...part('network', raw.cidr, networkOf),
    ...part('source', raw.source, sourceOf),
    ...part('labels', raw.label, selectorOf),
  }
}

function part<F extends string, V>(field: F, text: string | undefined, read: (text: string) => V): { [K in F]?: V } {
  return (text === undefined || text === '' ? {} : { [field]: read(text) }) as { [K in F]?: V }
}

function typeOf(text: string): RecordType {
  const type = parseRecordType(text)
  if (type !== undefined) return type
  throw new NamescopeError(
    'invalid-type',
    `"${text}" is not a record type; write one such as A, AAAA, SRV or TYPE65.`,
    {
      field: 'type',
    },
  )
}

function addressOf(text: string): string {
  const key = addressKey(text)
  if (key !== undefined) return text.includes(':') ? String(key) : text
  throw new NamescopeError('invalid-address', `"${text}" is not an IP address.`, { field: 'address' })
}

function networkOf(text: string): Network {
  const network = parseNetwork(text)
  if (network !== undefined) return network
  throw new NamescopeError('invalid-address', `"${text}" is not an address range; write one such as 10.96.0.0/12.`, {
    field: 'cidr',
  })
}

function sourceOf(text: string): ObjectReference {
  const parts = text.split('/')
  const kind = Object.keys(KINDS).find((known) => known.toLowerCase() === parts[0]?.toLowerCase()) as Kind | undefined
  const [namespace, name] = parts.length === 3 ? parts.slice(1) : [undefined, parts[1]]
  if (kind !== undefined && parts.length <= 3 && name) {
    return { kind, ...(namespace === undefined ? undefined : { namespace }), name }
  }
  throw new NamescopeError(
    'invalid-argument',
    `"${text}" names no object; write KIND/NAMESPACE/NAME, such as Service/default/web.`,
    {
      field: 'source',
    },
  )
}

function selectorOf(text: string): Selector {
  const parsed = parseLabelSelector(text)
  if ('selector' in parsed) return parsed.selector
  throw new NamescopeError('invalid-argument', `"${text}" is not a label selector: ${parsed.reason}`, {
    field: 'label',
  })
}

/** True when the record itself passes; labels are those of its Service and are looked at before. */
export function passes(filter: RecordFilter, record: ZoneRecord): boolean {
  const { name, suffix, type, address, network, source } = filter
  return (
    (type === undefined || record.data.type === type) &&
    (name === undefined || record.name === name) &&
    (suffix === undefined || isAtOrUnder(record.name, suffix)) &&
    (address === undefined || addressesOf(record).includes(address)) &&
    (network === undefined || addressesOf(record).some((text) => networkContains(network, text))) &&
    (source === undefined || isSource(source, record.source))
  )
}

function isSource(wanted: ObjectReference, source: ObjectReference | undefined): boolean {
  return source?.kind === wanted.kind && source.name === wanted.name && source.namespace === wanted.namespace
}

function addressesOf({ name, data }: ZoneRecord): readonly string[] {
  if (data.type === 'A' || data.type === 'AAAA') return [data.address]
  if (data.type !== 'PTR') return []
  const address = addressOfReverseName(name)
  return address === undefined ? [] : [address]
}
