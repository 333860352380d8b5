import { Injectable } from '@nestjs/common'
import { revisionText, type Scope } from '#libs/cluster-model'
import { recordDifference, type ClusterView, type RecordDifference } from '#libs/zone'
import type { Views } from './views.js'

export interface CompareWish {
  readonly cluster?: string | undefined
  readonly from: string
  readonly to?: string | undefined
  readonly first: number
  readonly skip: number
}

/** A revision and when it was observed (milliseconds since 1970). */
export interface MomentFound {
  readonly revision: string
  readonly observedAt: number
}

/** How the records of two moments differ. */
export interface Comparison {
  readonly cluster: string
  readonly from: MomentFound
  readonly to: MomentFound
  readonly differences: readonly RecordDifference[]
  /** How many differences there are in all. */
  readonly total: number
}

@Injectable()
export class CompareService {
  /** @throws NamescopeError of either moment, with its field */
  async compare(views: Views, { cluster, from, to, first, skip }: CompareWish, scope: Scope): Promise<Comparison> {
    const before = await views.find(cluster, from, 'from')
    const after = await views.find(cluster, to, 'to')
    const differences = recordDifference(before, after, scope)
    return {
      cluster: after.revision.cluster,
      from: momentOf(before),
      to: momentOf(after),
      differences: differences.slice(skip, skip + first),
      total: differences.length,
    }
  }
}

function momentOf({ revision, observedAt }: ClusterView): MomentFound {
  return { revision: revisionText(revision), observedAt }
}
