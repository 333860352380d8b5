import { createHash } from 'node:crypto'
import { dataText, type DomainName, type RecordData } from '#libs/dns-model'

const ID_OCTETS = 16

/**
 * A record's identity: the same wherever and whenever it is asked for, on every replica and database, because it is made of the
 * content alone: cluster, owner name, type, and RDATA without SRV priority and weight (they follow from the number of endpoints).
 * 22 characters of base64url.
 */
export function recordId(
  cluster: string,
  { name, data }: { readonly name: DomainName; readonly data: RecordData },
): string {
  const hash = createHash('sha256')
    .update(`${cluster}\n${recordKey({ name, data })}`)
    .digest()
  return hash.subarray(0, ID_OCTETS).toString('base64url')
}

/** The part of a record that makes it the same one in two views. */
export function recordKey({ name, data }: { readonly name: DomainName; readonly data: RecordData }): string {
  const rdata = data.type === 'SRV' ? `${data.port} ${data.target}` : dataText(data)
  return `${name} ${data.type} ${rdata}`
}
