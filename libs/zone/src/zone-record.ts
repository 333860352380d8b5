import type { DomainName, ObjectReference, RecordData } from '#libs/dns-model'

/** One record of the inventory, with the object that it comes from. JSON-able. */
export interface ZoneRecord {
  /** The owner name: absolute, lower case. */
  readonly name: DomainName
  readonly data: RecordData
  /** Seconds. */
  readonly ttl: number
  /** The namespace that the record speaks of; absent for the zone's own records. */
  readonly namespace?: string
  /** The Service or ServiceImport that gives it; absent for pods and the zone's own records. */
  readonly service?: string
  /** The object that the record comes from: the Service for cluster IPs, the slice for endpoints, the Pod for pod names. */
  readonly source?: ObjectReference
  /** Creation time of the source, in whole seconds since 1970. */
  readonly createdAt?: number
  /** Given by a rule that answers many more names (pod names of `pods insecure`), not listed anywhere in the cluster. */
  readonly byRule?: true
}
