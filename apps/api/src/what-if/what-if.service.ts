import { Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import type { LookUpResult } from '#libs/trace'
import { whatIf, type WhatIf, type WhatIfReport } from '#libs/what-if'
import type { ClusterView, RawRecordFilter, RecordPage } from '#libs/zone'
import { RecordsService } from '../records/records.service.js'
import { ResolveService, type ResolveRequest } from '../resolve/resolve.service.js'
import { readProposals, type RawProposals } from '#libs/manifest-source'

export interface WhatIfWish extends RawProposals {
  /** Questions to ask of the cluster as it would be. */
  readonly resolve?: readonly ResolveRequest[]
  /** Which of its records to list. */
  readonly records?: { readonly filter?: RawRecordFilter; readonly first: number; readonly after?: string | undefined }
}

export interface WhatIfAnswer {
  readonly report: WhatIfReport
  /** As many as questions. */
  readonly resolutions: readonly LookUpResult[]
  /** Its cursors hold for the same proposals on the same base. */
  readonly records?: RecordPage
}

/** Changes that have not been made: nothing of them is kept. */
@Injectable()
export class WhatIfService {
  constructor(
    private readonly resolver: ResolveService,
    private readonly inventory: RecordsService,
  ) {}

  /** The report, and the view as it would be. @throws as `ask` */
  propose(base: ClusterView, proposals: RawProposals, scope: Scope): WhatIf {
    return whatIf(base, readProposals(proposals), scope)
  }

  /** @throws NamescopeError for a document that can't be taken, `object-not-found`, `forbidden`, and those of the questions */
  ask(base: ClusterView, { resolve = [], records, ...proposals }: WhatIfWish, scope: Scope): WhatIfAnswer {
    const { view, report } = this.propose(base, proposals, scope)
    const resolutions = resolve.map((request) => this.resolver.resolve(view, request, scope))
    if (records === undefined) return { report, resolutions }
    const { filter = {}, ...page } = records
    return { report, resolutions, records: this.inventory.pageOf(view, filter, scope, page) }
  }
}
