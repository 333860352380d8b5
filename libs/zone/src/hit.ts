/** One place that a name leads to: an address or another name, with a port. */
export interface Hit {
  /** An address in canonical text, or for CNAME the external name as written. */
  readonly host: string
  readonly type: 'A' | 'AAAA' | 'CNAME'
  /** 0 for pods, -1 where the slice names no port: such a hit answers addresses but no SRV. */
  readonly port: number
  /** The labels left of the zone under which this place itself answers: `web.default.svc`, `10-0-0-1.web.default.svc`. */
  readonly owner: string
  readonly namespace: string
}

/** What a name leads to. A name may exist and lead nowhere (NODATA); one that does not exist is NXDOMAIN. */
export interface LookUp {
  readonly exists: boolean
  readonly hits: readonly Hit[]
}

export const ABSENT: LookUp = { exists: false, hits: [] }
export const EMPTY: LookUp = { exists: true, hits: [] }
