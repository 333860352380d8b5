/** What a client is asked for. `addresses` is what programs want: of both families at once. */
export type Asked = 'A' | 'AAAA' | 'addresses' | 'SRV' | 'PTR'

/** What a client shows: the data in order, or why there is none; `NOTHING` where it does not tell why. */
export type Seen = readonly string[] | 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'NOTHING'

/** A program that looks names up. */
export interface Client {
  readonly name: string
  /** Programs that the machine must have, to run or to compile it. */
  readonly needs: readonly string[]
  readonly asks: readonly Asked[]
  /** It completes short names by resolv.conf's search list. */
  readonly searches: boolean
  /** It asks again over TCP when a reply is truncated; one that does not shows what fitted. */
  readonly fallsBackToTcp: boolean
  /** The outcomes that it shows as another. */
  readonly shows?: Partial<Record<'NXDOMAIN' | 'NODATA' | 'SERVFAIL', Seen>>
  words(asked: Asked, name: string): readonly string[]
  read(output: string, asked: Asked): Seen
}

/** Data of a record as all clients are made to show it: lower case, names without their last dot. */
export function canonical(data: string): string {
  return data.trim().toLowerCase().replace(/\.$/, '')
}

export function inOrder(lines: readonly string[]): string[] {
  return [...new Set(lines.map(canonical))].toSorted()
}
