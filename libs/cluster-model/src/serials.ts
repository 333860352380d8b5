/**
 * SOA serials, in whole seconds since 1970. They tell when a zone last changed and so are history, not state: two states with
 * equal objects may have different serials.
 */
export interface Serials {
  /** Of the ordinary zones. */
  readonly cluster: number
  /** Of the multicluster zones. Additions and deletions of multicluster objects move `cluster` instead, as in CoreDNS. */
  readonly multicluster: number
  /** Of the k8s_external zones. */
  readonly external: number
}

/** Before anything was seen. */
export const INITIAL_SERIALS: Serials = { cluster: 0, multicluster: 0, external: 0 }
