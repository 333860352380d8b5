import type { DomainName } from './domain-name.js'
import type { RecordType } from './record-type.js'

/** The RDATA of one record, by type. Names are absolute and in presentation form; addresses as the source wrote them. */
export type RecordData =
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME'; readonly target: DomainName }
  | { readonly type: 'DNAME'; readonly target: DomainName }
  | { readonly type: 'NS'; readonly target: DomainName }
  | { readonly type: 'PTR'; readonly target: DomainName }
  | { readonly type: 'MX'; readonly preference: number; readonly exchange: DomainName }
  | {
      readonly type: 'SRV'
      readonly priority: number
      readonly weight: number
      readonly port: number
      readonly target: DomainName
    }
  | {
      readonly type: 'SOA'
      readonly primary: DomainName
      readonly mailbox: DomainName
      readonly serial: number
      /** Seconds. */
      readonly refresh: number
      /** Seconds. */
      readonly retry: number
      /** Seconds. */
      readonly expire: number
      /** Seconds; the negative TTL (RFC 2308, section 4). */
      readonly minimum: number
    }
  /** Each string is at most 255 octets; characters stand for octets (Latin-1). */
  | { readonly type: 'TXT'; readonly strings: readonly string[] }
  | { readonly type: 'HINFO'; readonly cpu: string; readonly os: string }
  | { readonly type: 'CAA'; readonly flags: number; readonly tag: string; readonly value: string }
  | OpaqueData

/** RDATA of a type that Namescope passes on without reading it (RFC 3597): any type without a form of its own above. */
export interface OpaqueData {
  readonly type: Exclude<
    RecordType,
    'A' | 'AAAA' | 'CNAME' | 'DNAME' | 'NS' | 'PTR' | 'MX' | 'SRV' | 'SOA' | 'TXT' | 'HINFO' | 'CAA'
  >
  /** The octets, as lower-case hexadecimal digits. */
  readonly hex: string
}

/** RDATA in presentation form (RFC 1035, section 5; RFC 2782; RFC 3597, section 5 for opaque data). */
export function dataText(data: RecordData): string {
  switch (data.type) {
    case 'A':
    case 'AAAA':
      return data.address
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return data.target
    case 'MX':
      return `${data.preference} ${data.exchange}`
    case 'SRV':
      return `${data.priority} ${data.weight} ${data.port} ${data.target}`
    case 'SOA': {
      const timers = [data.serial, data.refresh, data.retry, data.expire, data.minimum]
      return `${data.primary} ${data.mailbox} ${timers.join(' ')}`
    }
    case 'TXT':
      return data.strings.map(characterString).join(' ')
    case 'HINFO':
      return `${characterString(data.cpu)} ${characterString(data.os)}`
    case 'CAA':
      return `${data.flags} ${data.tag} ${characterString(data.value)}`
    default:
      return data.hex === '' ? '\\# 0' : `\\# ${data.hex.length / 2} ${data.hex}`
  }
}

/** A quoted character string (RFC 1035, section 5.1). */
function characterString(octets: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are just what has to be escaped here
  const escaped = octets.replace(/["\\]|[\x00-\x1f\x7f-\xff]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${String(character.charCodeAt(0)).padStart(3, '0')}`,
  )
  return `"${escaped}"`
}
