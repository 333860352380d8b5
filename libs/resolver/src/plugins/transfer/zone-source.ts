import type { ResourceRecord } from '#libs/dns-model'

/** A zone that can be transferred, as one plugin holds it. */
export interface ZoneSource {
  readonly soa: ResourceRecord
  /** Whether a client with this serial has the zone as it is. */
  isCurrent(serial: number): boolean
  /** What stands between the first and the last SOA, in parts that are made when they are taken. A part may be empty. */
  records(): Iterable<readonly ResourceRecord[]>
}
