import type { DomainName, ResourceRecord } from '#libs/dns-model'
import { withLastName, lastName } from './opaque-names.js'

/** The name inside a record's data that answer rewrites look at; `undefined` for types without one. */
export function valueOf({ data }: ResourceRecord): DomainName | undefined {
  switch (data.type) {
    case 'SRV':
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return data.target
    case 'MX':
      return data.exchange
    case 'SOA':
      return data.primary
    case 'NAPTR':
      return lastName(data)
    default:
      return undefined
  }
}

/** The record with another name in that place. */
export function withValue(record: ResourceRecord, value: DomainName): ResourceRecord {
  const { data } = record
  switch (data.type) {
    case 'SRV':
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return { ...record, data: { ...data, target: value } }
    case 'MX':
      return { ...record, data: { ...data, exchange: value } }
    case 'SOA':
      return { ...record, data: { ...data, primary: value } }
    case 'NAPTR':
      return { ...record, data: withLastName(data, value) }
    default:
      return record
  }
}
