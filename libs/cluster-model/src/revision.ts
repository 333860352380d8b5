import { NamescopeError } from '#libs/errors'

/**
 * One commit's place in the history of one cluster. Numbers start at 1 and grow by one with each commit; a crash starts a new
 * epoch, whose numbers go on from the last durable one, so a number that was lost is never used twice under one epoch.
 */
export interface Revision {
  /** The cluster's name in the configuration. */
  readonly cluster: string
  /** 1 or more. */
  readonly epoch: number
  /** 0 for the empty state before the first commit. */
  readonly number: number
}

/** The revision as people and cursors write it, without the cluster: `1.42`. */
export function revisionText(revision: Revision): string {
  return `${revision.epoch}.${revision.number}`
}

/**
 * Reads `1.42`.
 * @throws NamescopeError `invalid-revision`
 */
export function parseRevision(cluster: string, text: string): Revision {
  const match = /^([1-9]\d{0,8})\.(0|[1-9]\d{0,14})$/.exec(text)
  if (match === null) {
    throw new NamescopeError(
      'invalid-revision',
      `"${text}" is not a revision; one is written EPOCH.NUMBER, such as 1.42.`,
    )
  }
  return { cluster, epoch: Number(match[1]), number: Number(match[2]) }
}

/** Orders revisions of one cluster: negative, zero or positive. */
export function compareRevisions(a: Revision, b: Revision): number {
  return a.epoch - b.epoch || a.number - b.number
}
