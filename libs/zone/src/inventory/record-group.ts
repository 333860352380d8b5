/**
 * Records that are made together. The empty namespace is the zone's own; the empty service is a namespace's pods.
 */
export interface RecordGroup {
  readonly namespace: string
  readonly service: string
}

export const ZONE_GROUP: RecordGroup = { namespace: '', service: '' }
